import { StreamingError } from '@hashtide/engine';

/** A piece of a rule. */
export type RuleToken =
  | { readonly kind: 'open'; readonly negated: boolean }
  | { readonly kind: 'close' }
  | { readonly kind: 'or' }
  /** A keyword, phrase, `#tag`, `@name`, `$cash`. */
  | { readonly kind: 'term'; readonly negated: boolean; readonly text: string }
  /** `name:value`; `value` without its quotes. */
  | { readonly kind: 'operator'; readonly negated: boolean; readonly name: string; readonly value: string };

/** Quoted text (with `\"` inside), `[…]` after an operator, or what reaches to the next blank or parenthesis. */
const OPERATOR = /-?([A-Za-z_]+):(?:"((?:[^"\\]|\\.)*)"|(\[[^\]]*\])|([^\s()"]*))/y;
const PHRASE = /-?"((?:[^"\\]|\\.)*)"(?:~\d+)?/y;
const WORD = /[^\s()"]+/y;

/**
 * Cuts a rule into its pieces, in time linear in its length.
 *
 * @throws {StreamingError} `X_RULE_UNBALANCED` when a quote has no end
 */
export function tokenizeRule(rule: string): RuleToken[] {
  const tokens: RuleToken[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(rule) ?? undefined;
    if (match !== undefined) position = pattern.lastIndex;
    return match;
  };
  while (position < rule.length) {
    const negated = rule[position] === '-';
    if (take(/\s+/y)) continue;
    if (take(/-?\(/y)) tokens.push({ kind: 'open', negated });
    else if (take(/\)/y)) tokens.push({ kind: 'close' });
    else if (take(/OR(?=[\s()]|$)/y)) tokens.push({ kind: 'or' });
    else {
      const operator = take(OPERATOR);
      const text = operator === undefined ? (take(PHRASE)?.[1] ?? take(WORD)?.[0]) : undefined;
      if (operator !== undefined) {
        const [, name = '', quoted, bracketed, bare = ''] = operator;
        tokens.push({
          kind: 'operator',
          negated,
          name: name.toLowerCase(),
          value: quoted ?? bracketed ?? bare,
        });
      } else if (text !== undefined) tokens.push({ kind: 'term', negated, text });
      else throw openQuote(rule, position);
    }
  }
  return tokens;
}

function openQuote(rule: string, position: number): StreamingError {
  return new StreamingError(
    'X_RULE_UNBALANCED',
    `the quote at character ${position + 1} of the rule ${rule} has no end; quotes come in pairs`,
  );
}

import { StreamingError } from '@hashtide/engine';
import { closestMatch } from 'leven';
import { CONJUNCTION_OPERATORS, OPERATOR_VALUES, RULE_OPERATORS } from './rule-operators.ts';
import { type RuleToken, tokenizeRule } from './rule-tokens.ts';

const MOST_CHARACTERS = 1024;

/**
 * Looks for what X would refuse, without asking it. It lets pass what it does not know to be wrong: X has the
 * last word.
 *
 * @throws {StreamingError} `X_RULE_EMPTY`, `X_RULE_TOO_LONG`, `X_UNKNOWN_OPERATOR`, `X_RULE_UNBALANCED`,
 *   `X_RULE_NEGATED_GROUP`, `X_RULE_MISPLACED_OR`, `X_RULE_ONLY_NEGATIONS`, `X_RULE_ONLY_NARROWS`
 */
export function validateRule(value: string): void {
  const rule = value.trim();
  if (rule === '')
    throw new StreamingError(
      'X_RULE_EMPTY',
      'a rule is empty; it must name at least one word, #tag or operator',
    );
  const length = [...rule].length;
  if (length > MOST_CHARACTERS) {
    throw new StreamingError(
      'X_RULE_TOO_LONG',
      `a rule has ${length} characters; X takes at most ${MOST_CHARACTERS}: ${[...rule].slice(0, 40).join('')}…`,
    );
  }
  const tokens = tokenizeRule(rule);
  for (const token of tokens) requireKnownOperator(token);
  requireShape(rule, tokens);
  requireSomethingToMatch(rule, tokens);
}

function requireKnownOperator(token: RuleToken): void {
  if (token.kind !== 'operator') return;
  const { name, value } = token;
  if (!RULE_OPERATORS.includes(name)) {
    throw unknownOperator(`${name}:`, nearestName(name, RULE_OPERATORS), ':', RULE_OPERATORS.length);
  }
  const values = OPERATOR_VALUES.get(name);
  if (values !== undefined && !values.includes(value.toLowerCase())) {
    const nearest = nearestName(value.toLowerCase(), values);
    throw unknownOperator(`${name}:${value}`, nearest && `${name}:${nearest}`, '', values.length);
  }
}

function nearestName(word: string, names: readonly string[]): string | undefined {
  return closestMatch(word, names, { maxDistance: Math.max(2, word.length / 3) });
}

function unknownOperator(
  written: string,
  nearest: string | undefined,
  end: string,
  count: number,
): StreamingError {
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}${end}`;
  return new StreamingError(
    'X_UNKNOWN_OPERATOR',
    `${written} is none of X's ${count} known here${hint}${hint && '?'}`,
    {
      fix: `Correct it, or put it in quotes if you mean the text itself: "${written}"`,
    },
  );
}

/** Parentheses in pairs, not negated, not empty; OR between two things. */
function requireShape(rule: string, tokens: readonly RuleToken[]): void {
  let depth = 0;
  let before: RuleToken | undefined;
  for (const token of tokens) {
    const wantsLeft = token.kind === 'or' || token.kind === 'close';
    const nothingLeft = before === undefined || before.kind === 'or' || before.kind === 'open';
    if (token.kind === 'open') {
      depth += 1;
      if (token.negated)
        throw new StreamingError(
          'X_RULE_NEGATED_GROUP',
          `X negates no group; write the minus before each part of it: ${rule}`,
        );
    }
    if (token.kind === 'close') depth -= 1;
    if (depth < 0) throw unbalanced(rule);
    if (wantsLeft && nothingLeft) throw misplaced(rule, token.kind, before?.kind);
    before = token;
  }
  if (depth !== 0) throw unbalanced(rule);
  if (before?.kind === 'or') throw misplaced(rule, 'or', undefined);
}

function requireSomethingToMatch(rule: string, tokens: readonly RuleToken[]): void {
  const parts = tokens.filter((token) => token.kind === 'term' || token.kind === 'operator');
  if (parts.every((part) => part.negated)) {
    throw new StreamingError(
      'X_RULE_ONLY_NEGATIONS',
      `a rule of negations alone matches nothing that X would send: ${rule}`,
      {
        fix: 'Add a word, a #tag or an operator without a minus.',
      },
    );
  }
  const narrows = (part: (typeof parts)[number]): boolean =>
    part.negated || (part.kind === 'operator' && CONJUNCTION_OPERATORS.includes(part.name));
  if (parts.every(narrows)) {
    throw new StreamingError(
      'X_RULE_ONLY_NARROWS',
      `is:, has:, lang:, sample: and counts cannot stand alone: ${rule}`,
      {
        fix: 'Add a word, a #tag, or an operator such as from: that brings posts by itself.',
      },
    );
  }
}

function unbalanced(rule: string): StreamingError {
  return new StreamingError('X_RULE_UNBALANCED', `the parentheses do not come in pairs: ${rule}`);
}

function misplaced(
  rule: string,
  kind: 'or' | 'close',
  before: RuleToken['kind'] | undefined,
): StreamingError {
  const message =
    kind === 'close' && before === 'open'
      ? 'an empty pair of parentheses'
      : 'OR needs something on both sides';
  return new StreamingError('X_RULE_MISPLACED_OR', `${message}: ${rule}`);
}

import { StreamingError } from '@hashtide/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateRule } from './validate-rule.ts';

test.each([
  '#spark',
  '#spark lang:en -is:retweet',
  '(#spark OR #flink) has:links',
  '"streams of data"~4 OR 🐱',
  'from:XDevelopers OR @XDevelopers $TWTR',
  'url:"https://example.org/a b" -has:media',
  'point_radius:[2.355128 48.861118 16km] coffee',
  'context:10.799022225751871488 followers_count:1..500',
  'a-b c:d'.replace('c:d', '"c:d"'),
  '"she said \\"no\\"" lang:en',
  'orange OR ORANGE',
  `(${'a '.repeat(500)})`,
])('takes %s', (rule) => {
  expect(() => validateRule(rule)).not.toThrow();
});

test.each([
  ['', 'X_RULE_EMPTY', /empty/],
  ['   ', 'X_RULE_EMPTY', /empty/],
  ['🐱'.repeat(1025), 'X_RULE_TOO_LONG', /1025 characters; X takes at most 1024/],
  ['#spark langg:en', 'X_UNKNOWN_OPERATOR', /langg: .* did you mean lang:\?/],
  ['#spark form:someone', 'X_UNKNOWN_OPERATOR', /did you mean from:\?/],
  ['#spark has:hashtag', 'X_UNKNOWN_OPERATOR', /has:hashtag .* did you mean has:hashtags\?/],
  ['#spark is:retwet', 'X_UNKNOWN_OPERATOR', /did you mean is:retweet\?/],
  ['#spark constructor:x', 'X_UNKNOWN_OPERATOR', /constructor:/],
  ['#spark __proto__:x', 'X_UNKNOWN_OPERATOR', /__proto__:/],
  ['-cat', 'X_RULE_ONLY_NEGATIONS', /negations alone/],
  ['-cat -from:a -"b c"', 'X_RULE_ONLY_NEGATIONS', /negations alone/],
  ['cat -(dog OR bird)', 'X_RULE_NEGATED_GROUP', /negates no group/],
  ['lang:en', 'X_RULE_ONLY_NARROWS', /cannot stand alone/],
  ['is:retweet sample:10 -cat', 'X_RULE_ONLY_NARROWS', /cannot stand alone/],
  ['(has:media OR has:links)', 'X_RULE_ONLY_NARROWS', /cannot stand alone/],
  ['(cat', 'X_RULE_UNBALANCED', /parentheses/],
  ['cat)', 'X_RULE_UNBALANCED', /parentheses/],
  [')(', 'X_RULE_UNBALANCED', /parentheses/],
  ['"cat', 'X_RULE_UNBALANCED', /quote at character 1 /],
  ['cat url:"dog', 'X_RULE_UNBALANCED', /quote at character 9 /],
  ['cat ()', 'X_RULE_MISPLACED_OR', /empty pair/],
  ['cat OR', 'X_RULE_MISPLACED_OR', /both sides/],
  ['OR cat', 'X_RULE_MISPLACED_OR', /both sides/],
  ['cat OR OR dog', 'X_RULE_MISPLACED_OR', /both sides/],
  ['(cat OR )', 'X_RULE_MISPLACED_OR', /both sides/],
])('refuses %s with %s', (rule, code, message) => {
  expect(() => validateRule(rule)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

test('says yes or a StreamingError to anything', () => {
  const pieces = fc.array(
    fc.constantFrom('"', '(', ')', '-', 'OR', ' ', 'a', 'lang:', 'x:', '[', ']', '\\', '~2', '🐱'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        pieces.map((all) => all.join('')),
      ),
      (rule) => {
        try {
          validateRule(rule);
        } catch (error) {
          expect(error).toBeInstanceOf(StreamingError);
        }
      },
    ),
  );
});

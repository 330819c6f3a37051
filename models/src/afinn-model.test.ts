import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { createAfinnModel } from './afinn-model.ts';

const Sentiment = createRequire(import.meta.url)('sentiment') as new () => {
  analyze(text: string): { readonly score: number };
};
const sentiment = new Sentiment();
const afinn = createAfinnModel();

describe('only what the vocabulary has', () => {
  test.each(Object.getOwnPropertyNames(Object.prototype))(
    '"%s good" is +3, not negated through the prototype',
    (name) => {
      expect(afinn.score(`${name} good`)).toEqual({
        label: 'positive',
        score: 3,
        words: [{ word: 'good', weight: 3 }],
      });
      expect(afinn.score(name)).toEqual({ label: 'neutral', score: 0, words: [] });
    },
  );
});

describe('the words that moved the score', () => {
  test.each<[string, string, [string, number][]]>([
    [
      'heaviest first, whichever way',
      'like superb hate',
      [
        ['superb', 5],
        ['hate', -3],
        ['like', 2],
      ],
    ],
    [
      'equal ones in order of appearance',
      'bad good bad',
      [
        ['bad', -3],
        ['good', 3],
        ['bad', -3],
      ],
    ],
    ['a negated word with its negator', "this isn't GOOD", [["isn't good", -3]]],
    ['an emoji', 'x 😂', [['😂', 1]]],
    ['none', 'the cat', []],
  ])('%s', (_name, text, expected) => {
    expect(afinn.score(text).words).toEqual(expected.map(([word, weight]) => ({ word, weight })));
  });

  test('more than a few are sorted alike', () => {
    const { words } = afinn.score('like good superb '.repeat(50));
    expect(words.map(({ weight }) => weight)).toEqual([
      ...Array(50).fill(5),
      ...Array(50).fill(3),
      ...Array(50).fill(2),
    ]);
  });

  test('a result is not changed by the next call', () => {
    const first = afinn.score('good not bad');
    const copy = structuredClone(first);
    afinn.score('hate hate hate');
    expect(first).toEqual(copy);
  });
});

describe('hostile texts', () => {
  const length = 0x1_0000;
  test.each([
    ['one letter', 'a'.repeat(length)],
    ['one letter more than the shared buffer', 'a'.repeat(length + 1)],
    ['blanks', ' '.repeat(length)],
    ['tabs', '\t'.repeat(length)],
    ['tabs and letters', 'a\t'.repeat(length / 2)],
    ['words', 'good '.repeat(length / 5)],
    ['negators', 'not good '.repeat(length / 9)],
    ['high surrogates', '\ud83d'.repeat(length)],
    ['low surrogates', '\ude02'.repeat(length)],
    ['NUL', '\0'.repeat(length)],
    ['a word beyond the shared buffer', `${'x '.repeat(length)}not good`],
  ])('64 KiB of %s', (_name, text) => {
    expect(afinn.score(text).score).toBe(sentiment.analyze(text).score);
  });

  test('ten times the text takes about ten times as long', () => {
    const texts = ['a', ' ', '\t', 'a\t', 'good ', 'not good ', '.\t'];
    for (const piece of texts) {
      const few = best(() => afinn.score(piece.repeat(20_000)));
      const many = best(() => afinn.score(piece.repeat(200_000)));
      expect(many, piece).toBeLessThan(60 * Math.max(few, 1)); // quadratic would be 100 times
    }
  });
});

/** The shortest of five runs, ms of this thread's work: what else the machine does is not in it. */
function best(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = process.threadCpuUsage();
    run();
    least = Math.min(least, process.threadCpuUsage(start).user / 1000);
  }
  return least;
}

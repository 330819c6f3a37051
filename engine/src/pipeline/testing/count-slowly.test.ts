import type { SentimentModel } from '@hashtide/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scoreTweet } from '../score-tweet.ts';
import type { Tweet } from '../tweet.ts';
import {
  type CountedRecord,
  collectCounts,
  countHashtags,
  mergeCounts,
  type PartialCounts,
} from './count-slowly.ts';

/** Labels by what the text holds, so that the tests can say what they want. */
const model: SentimentModel = {
  name: 'test',
  score(text, lang) {
    if (lang === 'xx') return { label: 'neutral', score: 0, words: [], unscored: true };
    if (text.includes('<3')) return { label: 'positive', score: 3, words: [{ word: '<3', weight: 3 }] };
    return text.includes('bad')
      ? { label: 'negative', score: -3, words: [] }
      : { label: 'neutral', score: 0, words: [] };
  },
};
const score = scoreTweet(model);

function tweet(text: string, { isRepost = false, lang = 'en' } = {}): Tweet {
  return {
    kind: 'tweet',
    id: '1',
    at: 0,
    text,
    lang,
    isRepost,
    author: undefined,
    createdAt: undefined,
    url: '',
  };
}

test('a tag counts once a tweet, by its first spelling', () => {
  const scored = score(tweet('#Café #CAFE\u0301 #café #b &lt;3'));
  expect(scored.tags).toEqual([
    { key: 'café', spelling: 'Café' },
    { key: 'b', spelling: 'b' },
  ]);
  expect(scored).toMatchObject({
    label: 'positive',
    score: 3,
    words: [{ word: '<3', weight: 3 }],
    unscored: false,
  });
});

test('tags are read before entities are undone, the mood after', () => {
  // Undone it would be `&#a`, which is no tag.
  expect(score(tweet('&amp;#a')).tags).toEqual([{ key: 'a', spelling: 'a' }]);
  expect(score(tweet('&amp;lt;3')).label).toBe('neutral');
});

const records: CountedRecord[] = [
  score(tweet('#Spark &lt;3 #toString #__proto__')),
  score(tweet('#spark bad', { isRepost: true, lang: 'de' })),
  score(tweet('#spark', { lang: 'xx' })),
  score(tweet('nothing')),
  { kind: 'rejected', at: 0, reason: 'not_json' },
  { kind: 'duplicate', id: '1' },
];

test('a batch', () => {
  const { totals, hashtags } = collectCounts(countHashtags(records));
  const zero = {
    reposts: 0,
    positive: 0,
    neutral: 0,
    negative: 0,
    repostPositive: 0,
    repostNeutral: 0,
    repostNegative: 0,
  };
  expect(totals).toEqual({
    ...zero,
    ...{ posts: 4, reposts: 1, positive: 1, neutral: 2, negative: 1, repostNegative: 1 },
    ...{ unscored: 1, late: 0, duplicate: 1, rejected: 1 },
  });
  expect(hashtags.map(({ hashtag }) => hashtag)).toEqual(['__proto__', 'spark', 'tostring']);
  const [proto, spark] = hashtags;
  expect(proto?.counts).toEqual({ ...zero, posts: 1, positive: 1 });
  expect(spark?.counts).toEqual({
    ...zero,
    posts: 3,
    reposts: 1,
    positive: 1,
    neutral: 1,
    negative: 1,
    repostNegative: 1,
  });
  expect([...(spark?.spellings ?? [])]).toEqual([
    ['Spark', 1],
    ['spark', 2],
  ]);
  expect([...(spark?.langs ?? [])]).toEqual([
    ['en', 1],
    ['de', 1],
    ['xx', 1],
  ]);
});

test('an empty batch', () => {
  expect(collectCounts(countHashtags([]))).toMatchObject({ totals: { posts: 0, rejected: 0 }, hashtags: [] });
  expect(collectCounts([])).toMatchObject({ totals: { posts: 0 }, hashtags: [] });
});

/** As comparable data. */
function plain(pairs: Iterable<readonly [string, PartialCounts]>) {
  const { totals, hashtags } = collectCounts(pairs);
  const sorted = (map: ReadonlyMap<string, number>) => [...map].sort();
  return {
    totals,
    hashtags: hashtags.map((tag) => [
      tag.hashtag,
      { ...tag.counts },
      sorted(tag.spellings),
      sorted(tag.langs),
    ]),
  };
}

test('parts of a batch, counted apart and sent between threads, merge to the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...records), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      (batch, numParts) => {
        const merged = new Map<string, PartialCounts>();
        for (let part = 0; part < numParts; part += 1) {
          const partition = batch.filter((_record, index) => index % numParts === part);
          for (const [key, counts] of structuredClone(countHashtags(partition))) {
            const other = merged.get(key);
            merged.set(key, other === undefined ? counts : mergeCounts(other, counts));
          }
        }
        expect(plain(merged)).toEqual(plain(countHashtags(batch)));
      },
    ),
  );
});

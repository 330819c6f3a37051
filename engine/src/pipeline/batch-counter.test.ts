import { loadModel } from '@hashtide/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchCounter, type BatchCounts } from './batch-counter.ts';
import { BlockScanner } from './bytes/block-scanner.ts';
import { scoreTweet } from './score-tweet.ts';
import { SeenIds } from './seen-ids.ts';
import { collectCounts, countHashtags, mergeCounts, type PartialCounts } from './testing/count-slowly.ts';
import { firstSightings } from './testing/first-sightings.ts';
import { parseTweet } from './tweet.ts';

const model = await loadModel('afinn');

/** The program as it was: strings and objects, a record at a time. */
function countSlowly(
  blocks: readonly (readonly string[])[],
  seenIds: SeenIds,
  batchTime: number,
): BatchCounts {
  const sightings = firstSightings(seenIds, batchTime);
  const score = scoreTweet(model);
  const merged = new Map<string, PartialCounts>();
  for (const block of blocks) {
    const scored = [...sightings(block.map(parseTweet))].map((sighting) =>
      sighting.kind === 'tweet' ? score(sighting) : sighting,
    );
    for (const [key, counts] of countHashtags(scored)) {
      const other = merged.get(key);
      merged.set(key, other === undefined ? counts : mergeCounts(other, counts));
    }
  }
  return collectCounts(merged);
}

/** All of it, in an order that is part of the promise. */
function dump({ totals, hashtags }: BatchCounts): string {
  const rows = hashtags.map(({ hashtag, counts, spellings, langs }) => [
    hashtag,
    counts,
    [...spellings],
    [...langs],
  ]);
  return JSON.stringify([totals, rows], (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

const tweets = fc
  .record({
    id: fc.option(fc.integer({ min: 1, max: 40 }).map(String)),
    text: fc
      .array(fc.constantFrom('#a', '#A', '#b', '#é', '#É', 'good', 'bad', 'not', '&lt;3', '\n', '#日本'), {
        maxLength: 6,
      })
      .map((words) => words.join(' ')),
    lang: fc.constantFrom('en', 'ja', 'und', 'no lang', undefined),
    referenced_tweets: fc.constantFrom(undefined, [{ type: 'retweeted', id: '1' }]),
  })
  .map(({ id, ...data }) => JSON.stringify({ data: { ...(id !== null && { id }), ...data } }));
const lines = fc.oneof({ weight: 9, arbitrary: tweets }, fc.constantFrom('', 'no JSON', '[]', '{"data":{}}'));

test('a run of batches gives what strings and objects gave, to the byte', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.array(lines, { minLength: 1, maxLength: 8 }), { maxLength: 4 }), { maxLength: 5 }),
      (batches) => {
        const options = { maxIds: 30, rememberDuration: 25 };
        const [seenIds, seenSlowly] = [new SeenIds(options), new SeenIds(options)];
        const scanner = new BlockScanner({ model, keepsRecords: false });
        for (const [index, blocks] of batches.entries()) {
          const batchTime = 10 * (index + 1);
          const expected = dump(countSlowly(blocks, seenSlowly, batchTime));
          // A batch may be tried twice.
          for (let tries = 0; tries <= index % 2; tries += 1) {
            const counter = new BatchCounter(seenIds, batchTime);
            for (const block of blocks)
              counter.add(scanner.read(Buffer.from(block.map((line) => `${line}\n`).join(''))));
            expect(dump(counter.result())).toBe(expected);
          }
          expect(seenIds.idsOf(batchTime)).toEqual(seenSlowly.idsOf(batchTime));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('posts with a hashtag are told, once each', () => {
  const scanner = new BlockScanner({ model, keepsRecords: true });
  const block = scanner.read(
    Buffer.from(
      ['{"id":"1","text":"#a"}', '{"id":"2","text":"a"}', '{"id":"1","text":"#a"}', '{"text":"#b"}', ''].join(
        '\n',
      ),
    ),
  );
  const told: number[] = [];
  new BatchCounter(new SeenIds(), 10, (_block, record) => told.push(record)).add(block);
  expect(told).toEqual([0, 3]);
});

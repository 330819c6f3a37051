import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock, TestInputDStream } from '../../testing/index.ts';
import type { EventTimeStream } from './event-time-stream.ts';
import { cutAt, cuts, delays, endOf, groups, kinds, words } from './testing/window-model.ts';
import { formatResult, runWords, type Word } from './testing/words.ts';

test.each(kinds)(
  'E1 E2 E3 E4 $name: given, late and left open as the model says, whatever the partitions',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(
        words,
        cuts,
        delays,
        fc.constantFrom(1, 2, 5),
        async (list, places, delay, numPartitions) => {
          const batches = cutAt(list, places);
          const { given, late } = await runWords(batches, delay, kind.windowsOf, {
            numPartitions,
            count: groups,
          });

          const accepted: { word: Word; openFrom: number }[] = [];
          let watermark = Number.NEGATIVE_INFINITY;
          for (const [index, batch] of batches.entries()) {
            const tooLate = batch.filter((word) => kind.isLate(word[1], watermark));
            expect(late.split(' | ')[index]).toBe(tooLate.map((word) => word.join('@')).join(' '));
            for (const word of batch)
              if (!tooLate.includes(word)) accepted.push({ word, openFrom: watermark });
            const before = watermark;
            watermark = Math.max(watermark, ...batch.map(([, at]) => at - delay));
            const over = kind
              .model(accepted)
              .filter((result) => endOf(result) <= watermark && endOf(result) > before);
            const results =
              given
                .split(' | ')
                [index]?.split(' ')
                .filter((result) => result !== '') ?? [];
            expect([...results].sort()).toEqual(over.sort());
            expect(results.map(endOf)).toEqual(results.map(endOf).sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 20 },
    );
  },
);

test.each(kinds)('E9 $name: while nothing is late, the same wherever batches are cut', async (kind) => {
  await fc.assert(
    fc.asyncProperty(words, cuts, cuts, async (list, onePlaces, otherPlaces) => {
      const delay = Math.max(
        0,
        ...list.map(([, at], i) => Math.max(...list.slice(0, i + 1).map(([, t]) => t)) - at),
      );
      const end: Word = ['end', 500];
      const run = async (places: readonly number[]): Promise<string[]> => {
        const batches = [...cutAt(list, places), [end]];
        const { given, status } = await runWords(batches, delay, kind.windowsOf, { count: groups });
        expect(status.windows[0]).toMatchObject({ lateRecords: 0, partlyLateRecords: 0 });
        return given
          .split(/[ |]+/)
          .filter((result) => result !== '')
          .sort();
      };
      const all = kind.model(list.map((word) => ({ word, openFrom: Number.NEGATIVE_INFINITY }))).sort();
      expect(await run(onePlaces)).toEqual(all);
      expect(await run(otherPlaces)).toEqual(all);
    }),
    { numRuns: 20 },
  );
});

// Sessions of 1 reduce nothing here.
const reducing = kinds.filter(({ name }) => name !== 'sessions of 1');

test.each(reducing)('E11 $name: a function that throws leaves the windows as they were', async (kind) => {
  const batches: Word[][] = [
    [['a', 1]],
    [
      ['a', 2],
      ['b', 3],
      ['b', 2],
    ],
    [['end', 90]],
  ];
  const run = async (failures: number): Promise<string[]> => {
    const clock = new ManualClock();
    const ssc = new StreamingContext({}, 1000, { clock, failedOutputPolicy: 'retry' });
    const stream = new TestInputDStream<Word>(ssc, batches, 1);
    const given: string[] = [];
    let left = failures;
    kind
      .windowsOf(stream.withWatermark(0, ([, at]) => at))
      .reduceByKey((x, y) => {
        if (clock.now() === 2000 && x + y === 5 && left > 0) {
          left -= 1;
          throw new Error('flaky');
        }
        return x + y;
      })
      .foreachRDD(async (rdd) => {
        for (const result of await rdd.collect()) given.push(formatResult(result));
      });
    ssc.start();
    for (let batch = 0; batch < batches.length; batch += 1) {
      clock.advance(1000);
      await ssc.awaitIdle();
    }
    await ssc.stop();
    expect(left).toBe(0);
    return given;
  };
  expect(await run(2)).toEqual(await run(0));
});

test('E9 the order of results of one batch is by end, then start, over all partitions', async () => {
  const list: Word[] = Array.from({ length: 200 }, (_, i) => [`k${i % 17}`, (i * 37) % 300]);
  const { given } = await runWords([list, [['end', 900]]], 0, (stream) => stream.sessionWindow(3));
  const ends = given
    .split(/[ |]+/)
    .filter((result) => result !== '')
    .map(endOf);
  expect(ends.length).toBeGreaterThan(100);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
});

test('E3 open windows are bounded by the watermark: an endless stream keeps few', async () => {
  const batches = Array.from({ length: 300 }, (_, i): Word[] => [
    [`k${i}`, i * 10],
    ['same', i * 10 + 5],
  ]);
  for (const windowsOf of [
    (stream: EventTimeStream<Word>) => stream.slidingWindow(20, 10),
    (stream: EventTimeStream<Word>) => stream.sessionWindow(8),
  ]) {
    const { status } = await runWords(batches, 15, windowsOf, { maxFuture: Number.POSITIVE_INFINITY });
    expect(status.windows[0]?.openWindows).toBeLessThan(12);
  }
});

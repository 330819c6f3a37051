import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryCheckpointStore } from '../../checkpoint/memory-checkpoint-store.ts';
import type { RDD } from '../../rdd/rdd.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock, TestInputDStream } from '../../testing/index.ts';
import type { EventTimeStatus } from './event-time-status.ts';
import type { EventTimeStream } from './event-time-stream.ts';
import { formatResult, runWords, type Word } from './test-support.ts';
import type { WindowResult } from './window-store.ts';
import type { WindowedStream } from './windowed-stream.ts';

/** Windows as anyone would work them out from all records at once. */
type Model = (accepted: readonly { word: Word; openFrom: number }[]) => string[];

interface Kind {
  readonly name: string;
  readonly windowsOf: (words: EventTimeStream<Word>) => WindowedStream<Word>;
  readonly isLate: (at: number, watermark: number) => boolean;
  readonly model: Model;
}

const fixed = (size: number, slide: number): Kind => ({
  name: `windows of ${size} every ${slide}`,
  windowsOf: (words) => words.slidingWindow(size, slide),
  isLate: (at, watermark) => startsOf(at, size, slide).every((start) => start + size <= watermark),
  model(accepted) {
    const values = new Map<string, { start: number; word: string; ats: number[] }>();
    for (const { word, openFrom } of accepted) {
      for (const start of startsOf(word[1], size, slide)) {
        if (start + size <= openFrom) continue;
        const id = `${word[0]} ${start}`;
        const window = values.get(id) ?? { start, word: word[0], ats: [] };
        window.ats.push(word[1]);
        values.set(id, window);
      }
    }
    return [...values.values()].map(({ word, start, ats }) => format(word, start, start + size, ats));
  },
});

const session = (gap: number): Kind => ({
  name: `sessions of ${gap}`,
  windowsOf: (words) => words.sessionWindow(gap),
  isLate: (at, watermark) => at < watermark,
  model(accepted) {
    const results: string[] = [];
    for (const key of new Set(accepted.map(({ word }) => word[0]))) {
      const ats = accepted
        .filter(({ word }) => word[0] === key)
        .map(({ word }) => word[1])
        .sort((a, b) => a - b);
      let run: number[] = [];
      for (const [index, at] of ats.entries()) {
        run.push(at);
        const next = ats[index + 1];
        if (next !== undefined && next - at < gap) continue;
        results.push(format(key, run[0] ?? 0, at + gap, run));
        run = [];
      }
    }
    return results;
  },
});

const kinds = [fixed(10, 10), fixed(10, 5), fixed(7, 3), fixed(9, 1), session(6), session(1)];

function startsOf(at: number, size: number, slide: number): number[] {
  const starts: number[] = [];
  for (let start = -100; start <= at; start += 1) {
    if (start % slide === 0 && at < start + size) starts.push(start);
  }
  return starts;
}

function format(key: string, start: number, end: number, ats: readonly number[]): string {
  return `${key}[${start},${end})=${[...ats].sort((a, b) => a - b).join('')}`;
}

const endOf = (result: string): number => Number(/,(-?\d+)\)/.exec(result)?.[1]);

const words = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 60 })), { maxLength: 30 });
const cuts = fc.array(fc.nat({ max: 30 }), { maxLength: 6 });
const delays = fc.constantFrom(0, 3, 10, 100);

/** Cuts a list at the places; some batches are empty. */
function cutAt(list: readonly Word[], places: readonly number[]): Word[][] {
  const ends = [...places.map((place) => Math.min(place, list.length)), list.length].sort((a, b) => a - b);
  return ends.map((end, index) => list.slice(ends[index - 1] ?? 0, end));
}

const groups = (windows: WindowedStream<Word>) =>
  windows.groupByKey().map(({ value, ...rest }) => ({ ...rest, value: value.join('') }));

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

interface Lives {
  readonly kind: Kind;
  readonly batches: readonly Word[][];
  /** How often the windows are saved; the watermark is every 10 s. */
  readonly checkpointInterval: number;
}

/** One life after another: each goes on from the checkpoint of the one before, for so many batches. */
async function live({ kind, batches, checkpointInterval }: Lives, lives: readonly number[]) {
  const clock = new ManualClock();
  const store = new MemoryCheckpointStore();
  const given: string[] = [];
  let status: EventTimeStatus | undefined;
  for (const numBatches of lives) {
    let stamped: EventTimeStream<Word> | undefined;
    const ssc = StreamingContext.getOrCreate(store, () => {
      const made = new StreamingContext({}, 1000, { clock, failedOutputPolicy: 'fail' });
      const input = new TestInputDStream<Word>(made, batches, 2);
      stamped = input.withWatermark(5, ([, at]) => at, { maxFuture: 40_000 });
      const windows = kind.windowsOf(stamped);
      const keep = async (rdd: RDD<WindowResult<string, unknown>>, time: number): Promise<void> => {
        given.push(`${time}: ${(await rdd.collect()).map(formatResult).join(' ')}`);
      };
      windows.groupByKey().checkpoint(checkpointInterval).foreachRDD(keep);
      windows.countByKey().foreachRDD(keep);
      return made;
    });
    ssc.start();
    for (let batch = 0; batch < numBatches; batch += 1) {
      clock.advance(1000);
      await ssc.awaitIdle();
    }
    await ssc.stop();
    status = stamped?.status;
  }
  return { given, status };
}

test.each(kinds)('E12 $name: after restarts as without them', async (kind) => {
  const manyCuts = fc.array(fc.nat({ max: 30 }), { minLength: 24, maxLength: 24 });
  const intervals = fc.constantFrom(1000, 7000, 20_000);
  await fc.assert(
    fc.asyncProperty(
      words,
      manyCuts,
      fc.tuple(fc.nat(12), fc.nat(12)),
      intervals,
      async (list, places, stops, interval) => {
        const batches = [...cutAt([...list, ['invalid', -1]], places), [['end', 90]] as Word[]];
        const lives = [...stops.filter((stop) => stop > 0), batches.length];
        const setup = { kind, batches, checkpointInterval: interval };
        const whole = await live(setup, [lives.reduce((sum, numBatches) => sum + numBatches)]);
        const parts = await live(setup, lives);
        expect(parts.given).toEqual(whole.given);
        expect(parts.status).toEqual(whole.status);
      },
    ),
    { numRuns: 5 },
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

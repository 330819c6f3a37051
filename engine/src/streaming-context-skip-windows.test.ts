import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { StreamingContext, type StreamingContextOptions, seconds } from './index.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

const running: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of running.splice(0)) await ssc.stop();
});

type Batch = readonly (readonly [string, number])[];
type Window = Record<string, number>;

/** Sums of windows, by batch; the functions may throw. */
async function sums(
  batches: readonly Batch[],
  check: (what: 'f' | 'inverse', a: number, b: number, batchTime: number) => void,
  window: readonly [length: number, slide: number] = [3, 1],
  options: StreamingContextOptions = {},
) {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, seconds(1), { clock, ...options });
  running.push(ssc);
  const given = new Map<number, Window>();
  new TestInputDStream<readonly [string, number]>(ssc, batches, 1)
    .map(([key, n]) => [key, n])
    .reduceByKeyAndWindow<string, number>(
      (a, b) => {
        check('f', a, b, clock.now());
        return a + b;
      },
      (a, b) => {
        check('inverse', a, b, clock.now());
        return a - b;
      },
      seconds(window[0]),
      seconds(window[1]),
      { filterFunc: ([, sum]) => sum !== 0 },
    )
    .foreachRDD(async (rdd, time) => void given.set(time, Object.fromEntries(await rdd.collect())));
  ssc.start();
  ssc.awaitTermination().catch(() => {});
  for (const _ of batches) {
    clock.advance(seconds(1));
    await ssc.awaitIdle();
  }
  expect(ssc.state).toBe('ACTIVE');
  await ssc.stop();
  return given;
}

function wholeWindow(batches: readonly Batch[], time: number, length: number): Window {
  const window: Window = {};
  for (const [key, n] of batches.slice(Math.max(0, time / 1000 - length), time / 1000).flat()) {
    window[key] = (window[key] ?? 0) + n;
  }
  return window;
}

test.each(['f', 'inverse'] as const)(
  'W13 %s throws in one window: the others are what their batches give',
  async (bad) => {
    const batches = Array.from({ length: 9 }, (_, i): Batch => [['a', 2 ** i]]);
    const given = await sums(batches, (what, _a, _b, batchTime) => {
      if (what === bad && batchTime === 5000) throw new Error('now not');
    });
    expect([...given.keys()]).toEqual([1, 2, 3, 4, 6, 7, 8, 9].map(seconds));
    for (const [time, window] of given) expect(window).toEqual(wholeWindow(batches, time, 3));
  },
);

test('W13 a batch that no window can take in ends with the windows that hold it', async () => {
  const batches: Batch[] = Array.from({ length: 9 }, () => [['a', 1]]);
  batches[3] = [['a', 0.5]];
  const given = await sums(batches, (what, a, b) => {
    if (what === 'f' && (a + b) % 1 !== 0) throw new Error('whole numbers only');
  });
  expect([...given.keys()]).toEqual([1, 2, 3, 7, 8, 9].map(seconds));
  expect([...given.values()].at(-1)).toEqual({ a: 3 });
});

test('W13 whatever throws whenever: a window is what its batches give, or fails', async () => {
  const anyBatch = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 50 })), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyBatch, { minLength: 4, maxLength: 14 }),
      fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
      fc.constantFrom([3, 1] as const, [4, 2] as const, [1, 1] as const, [2, 3] as const),
      async (drawn, throws, window) => {
        // One value a key and batch: what throws is a window, not the batch by itself.
        const batches = drawn.map((batch): Batch => [...new Map(batch)]);
        const given = await sums(
          batches,
          (_what, _a, _b, batchTime) => {
            if (throws[batchTime / 1000 - 1] === true) throw new Error('now not');
          },
          window,
        );
        for (const [time, sum] of given) expect(sum).toEqual(wholeWindow(batches, time, window[0]));
        const expected = batches
          .map((_, i) => i + 1)
          .filter((i) => i % window[1] === 0 && throws[i - 1] === false);
        expect([...given.keys()]).toEqual(expect.arrayContaining(expected.map(seconds)));
      },
    ),
    { numRuns: 100 },
  );
}, 240_000);

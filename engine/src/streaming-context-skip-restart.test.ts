import { expect, test } from 'vitest';
import { MemoryCheckpointStore } from './checkpoint/memory-checkpoint-store.ts';
import { type Pair, seconds } from './index.ts';
import { type Define, live } from './streaming-context-test-support.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

const SKIP = { failedOutputPolicy: 'skip' } as const;
const ones: Pair<string, number>[][] = Array(30).fill([['a', 1]]);

/** A running count that throws in the batches of `bad`. */
const counting =
  (bad: ReadonlySet<number>, withInitial = false): Define =>
  (ssc, _clock, outputs) => {
    const initialRDD = withInitial ? ssc.engine.parallelize<Pair<string, number>>([['a', 100]]) : undefined;
    new TestInputDStream<Pair<string, number>>(ssc, ones, 1)
      .updateStateByKey<string, number, number>(
        (values, sum = 0, _key, time) => {
          if (bad.has(time)) throw new Error('bad');
          return sum + values.length;
        },
        { initialRDD },
      )
      .checkpoint(seconds(1))
      .foreachRDD(async (rdd, time) => void outputs.push([time, (await rdd.collect()).map(([, n]) => n)]));
  };

test.each([
  [
    'after a good state',
    [3000],
    [
      [4000, [3]],
      [5000, [4]],
    ],
  ],
  [
    'before any',
    [1000, 2000, 3000],
    [
      [4000, [101]],
      [5000, [102]],
    ],
  ],
] as const)('S39 a restart goes on from the last good state: %s', async (_name, bad, expected) => {
  const clock = new ManualClock();
  const store = new MemoryCheckpointStore();
  const withInitial = bad.length > 1;
  await live(store, clock, 3, counting(new Set(bad), withInitial), SKIP);
  // What failed is done: it does not run again, though it would not fail now.
  const after = await live(store, clock, 2, counting(new Set(), withInitial), SKIP);
  expect(after.outputs).toEqual(expected);
});

test('S39 with fail the batch is pending, and runs again', async () => {
  const clock = new ManualClock();
  const store = new MemoryCheckpointStore();
  await live(store, clock, 3, counting(new Set([3000])));
  const after = await live(store, clock, 1, counting(new Set()));
  expect(after.outputs).toEqual([
    [3000, [3]],
    [4000, [4]],
  ]);
});

test.each([2000, 3000, 4000])(
  'S39 an inverse window after a restart, stopped after %d',
  async (stoppedAfter) => {
    const run = async (lives: readonly number[]) => {
      const clock = new ManualClock();
      const store = new MemoryCheckpointStore();
      const outputs: unknown[] = [];
      const define: Define = (ssc, _clock, given) => {
        new TestInputDStream<number>(ssc, [[1], [2], [4], [8], [16], [32], [64], [128]], 1)
          .map((n) => {
            // In no window.
            if (n === 2) throw new Error('bad');
            return ['a', n];
          })
          .reduceByKeyAndWindow<string, number>(
            (a, b) => {
              if (clock.now() === 4000) throw new Error('now not');
              return a + b;
            },
            (a, b) => a - b,
            seconds(3),
            seconds(1),
          )
          .checkpoint(seconds(1))
          .foreachRDD(async (rdd, time) => void given.push([time, (await rdd.collect()).map(([, n]) => n)]));
      };
      for (const numBatches of lives)
        outputs.push(...(await live(store, clock, numBatches, define, SKIP)).outputs);
      return outputs;
    };
    const whole = await run([8]);
    expect(whole).toEqual([
      [1000, [1]],
      [3000, [5]],
      [5000, [28]],
      [6000, [56]],
      [7000, [112]],
      [8000, [224]],
    ]);
    expect(await run([stoppedAfter / 1000, 8 - stoppedAfter / 1000])).toEqual(whole);
  },
);

import { setImmediate } from 'node:timers/promises';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type Args, build, type Dosed, newThrown, OPERATORS } from '../test/programs/poisoned.ts';
import { MemoryCheckpointStore } from './checkpoint/memory-checkpoint-store.ts';
import { type Pair, type State, StateSpec, StreamingContext, seconds } from './index.ts';
import { advance, begin, type Define, running } from './streaming-context-test-support.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

const SKIP = { failedOutputPolicy: 'skip' } as const;
const ones: Pair<string, number>[][] = Array(30).fill([['a', 1]]);

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');
/** Versions of a state that nobody reads are let go when a collection has come before their next look: each 20 batches. */
const TO_SETTLE = 21;

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

test('K13 the first batches fail: the initial state enters with the first that does not', async () => {
  const clock = new ManualClock();
  const { ssc, outputs } = begin(
    new MemoryCheckpointStore(),
    clock,
    counting(new Set([1000, 2000]), true),
    SKIP,
  );
  ssc.awaitTermination().catch(() => {});
  await advance(ssc, clock, 4);
  expect(outputs).toEqual([
    [3000, [101]],
    [4000, [102]],
  ]);
});

test('K13 the same with mapWithState', async () => {
  const clock = new ManualClock();
  const define: Define = (ssc, _clock, outputs) => {
    new TestInputDStream<Pair<string, number>>(ssc, ones, 1)
      .mapWithState(
        StateSpec.function(
          (time: number, _key: string, _one: number | undefined, state: State<number>): number => {
            if (time <= 2000) throw new Error('bad');
            state.update((state.getOption() ?? 0) + 1);
            return state.get();
          },
        ).initialState(ssc.engine.parallelize<Pair<string, number>>([['a', 100]])),
      )
      .foreachRDD(async (rdd, time) => void outputs.push([time, await rdd.collect()]));
  };
  const { ssc, outputs } = begin(new MemoryCheckpointStore(), clock, define, SKIP);
  ssc.awaitTermination().catch(() => {});
  await advance(ssc, clock, 4);
  expect(outputs).toEqual([
    [3000, [101]],
    [4000, [102]],
  ]);
});

test('K13 a timeout that a failed batch would have told is told by the next', async () => {
  const clock = new ManualClock();
  const given: Pair<string, number>[][] = [[['a', 1]], [], [], [['b', 1]], []];
  const define: Define = (ssc, _clock, outputs) => {
    new TestInputDStream<Pair<string, number>>(ssc, given, 1)
      .mapWithState(
        StateSpec.function(
          (_time: number, key: string, one: number | undefined, state: State<number>): string => {
            if (key === 'b') throw new Error('bad');
            if (one !== undefined) state.update(one);
            return `${key} ${state.isTimingOut()}`;
          },
        ).timeout(seconds(2)),
      )
      .foreachRDD(async (rdd, time) => void outputs.push([time, await rdd.collect()]));
  };
  const { ssc, outputs } = begin(new MemoryCheckpointStore(), clock, define, SKIP);
  ssc.awaitTermination().catch(() => {});
  await advance(ssc, clock, 5);
  expect(outputs).toEqual([
    [1000, ['a false']],
    [2000, []],
    [3000, []],
    [5000, ['a true']],
  ]);
});

test('K13 one failure for all outputs that read the state, told once when none does', async () => {
  for (const concurrentJobs of [1, 2]) {
    const clock = new ManualClock();
    const ssc = new StreamingContext({}, seconds(1), { clock, concurrentJobs });
    running.push(ssc);
    let calls = 0;
    const states = new TestInputDStream<Pair<string, number>>(ssc, ones, 1).updateStateByKey<
      string,
      number,
      number
    >(() => {
      calls += 1;
      throw new Error('bad');
    });
    const seen: string[] = [];
    for (const name of ['one', 'two']) {
      states.foreachRDD(async (rdd) => {
        // The program copes with it; that the state has lost a batch is told all the same.
        await rdd
          .collect()
          .catch((error: Error) => seen.push(`${name}: ${error.message.replace(/.*; /, '')}`));
      });
    }
    ssc.start();
    const termination = ssc.awaitTermination();
    termination.catch(() => {});
    await advance(ssc, clock, 1);
    expect(calls).toBe(4);
    expect(seen.sort()).toEqual(
      ['one', 'two'].map((name) => `${name}: the states of updateStateByKey go on without batch 1000 ms`),
    );
    expect(ssc.getBatchInfo(1000)?.status).toBe('failed');
    await expect(termination).rejects.toThrow(
      /updateStateByKey.* failed 4 times .*; it was given 'a'; .* 1000 ms/,
    );
    await ssc.stop();
  }
});

test('S12 a batch that cannot be made is left out of states and windows', async () => {
  const clock = new ManualClock();
  const { ssc, outputs } = begin(
    new MemoryCheckpointStore(),
    clock,
    (made, _clock, given) => {
      const pairs = new TestInputDStream<Pair<string, number>>(made, ones, 1).transform((rdd, time) => {
        if (time === 1000 || time === 3000) throw new Error('cannot be made');
        return rdd;
      });
      const states = pairs.updateStateByKey<string, number, number>((values, sum = 0) => sum + values.length);
      const windows = pairs.reduceByKeyAndWindow<string, number>(
        (a, b) => a + b,
        (a, b) => a - b,
        seconds(2),
        seconds(1),
      );
      states
        .join(windows)
        .foreachRDD(async (rdd, time) => void given.push([time, (await rdd.collect()).map(([, n]) => n)]));
    },
    SKIP,
  );
  ssc.awaitTermination().catch(() => {});
  await advance(ssc, clock, 6);
  expect(ssc.state).toBe('ACTIVE');
  expect(outputs).toEqual([
    [2000, [[1, 1]]],
    [4000, [[2, 1]]],
    [5000, [[3, 2]]],
    [6000, [[4, 2]]],
  ]);
});

test('K13 what a stop interrupts is no failure', async () => {
  const { engine, ...rest } = new StreamingContext({}, seconds(1));
  expect(rest).toBeDefined();
  const rdd = engine.parallelize([1]);
  const state = rdd.derive<number>({
    name: 'state',
    parents: [rdd],
    giveUp: { consequence: 'given up', readers: 'fail' },
    prepare: async () => {
      engine.stop();
      await rdd.count();
    },
    compute: () => {},
  });
  await expect(engine.prepare(state)).rejects.toThrow(expect.objectContaining({ code: 'ENGINE_STOPPED' }));
  expect(state.failure).toBeUndefined();
});

test('K13 hundreds of batches that fail leave nothing behind', async () => {
  const clock = new ManualClock();
  // What is told of batches is kept for the last 100 of them at most: all of those are there at the first look.
  const [numBefore, numMore] = [125, 150];
  const ssc = new StreamingContext({ defaultParallelism: 1 }, seconds(1), { clock, retainedBatches: 10 });
  running.push(ssc);
  const input = new TestInputDStream<Dosed>(ssc, [], 1).transform((_rdd, time) =>
    ssc.engine.parallelize<Dosed>([
      ['a', { n: (time / 1000) % 10, poison: time > 1000 ? -1 : 0 }],
      ['a', { n: 1 }],
    ]),
  );
  for (const operator of OPERATORS) {
    const args: Args = { operator, thrown: newThrown() };
    build(ssc, args, input);
  }
  let numRun = 0;
  input.foreachRDD(() => {
    numRun += 1;
  });
  ssc.start();
  ssc.awaitTermination().catch(() => {});
  const liveObjects = async (numBatches: number): Promise<number> => {
    await advance(ssc, clock, numBatches - TO_SETTLE);
    for (let batch = 0; batch < TO_SETTLE; batch += 1) {
      if (batch % 4 === 0) gc();
      await advance(ssc, clock, 1);
    }
    await setImmediate();
    return queryObjects(Object, { format: 'count' });
  };
  const before = await liveObjects(numBefore);
  const grown = (await liveObjects(numMore)) - before;
  expect([numRun, ssc.state]).toEqual([numBefore + numMore, 'ACTIVE']);
  expect(ssc.getBatchInfo(seconds(numRun))?.status).toBe('failed');
  // Not bytes, which a heap has more or less of: one object a batch is found, and what a function's first run leaves is not.
  expect(grown).toBeLessThan(numMore - 50);
}, 240_000);

import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Args,
  build,
  type Dosed,
  newThrown,
  OPERATORS,
  type Operator,
} from '../test/programs/poisoned.ts';
import type { DStream } from './dstream/dstream.ts';
import { StreamingContext, type StreamingContextOptions, seconds } from './index.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

const running: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of running.splice(0)) await ssc.stop();
});

interface Given {
  readonly batches: readonly (readonly Dosed[])[];
  readonly operator: Operator;
  readonly options?: StreamingContextOptions;
  /** Batches that become due at once. */
  readonly backlog?: number;
  readonly isRead?: boolean;
  readonly master?: string;
}

type Outputs = Map<number, string[]>;

const sorted = (records: readonly unknown[]): string[] => records.map((each) => JSON.stringify(each)).sort();

/** Runs one operator beside a plain count. */
async function play({ batches, operator, options, backlog = 1, isRead = true, master = 'local[1]' }: Given) {
  const clock = new ManualClock();
  const ssc = new StreamingContext({ master, defaultParallelism: 2 }, seconds(1), { clock, ...options });
  running.push(ssc);
  const input = new TestInputDStream<Dosed>(ssc, batches, 1);
  const args: Args = { operator, thrown: newThrown() };
  const made =
    master === 'local[1]'
      ? build(ssc, args, input)
      : ((await ssc.loadProgram({ module: new URL('../test/programs/poisoned.ts', import.meta.url), args }, [
          input,
        ])) as DStream<unknown>);
  const outputs: Outputs = new Map();
  const counts: number[] = [];
  if (isRead) made.foreachRDD(async (rdd, time) => void outputs.set(time, sorted(await rdd.collect())));
  input.foreachRDD(async (rdd) => void counts.push(await rdd.count()));
  ssc.start();
  let error: Error | undefined;
  const termination = ssc.awaitTermination().catch((thrown: Error) => {
    error ??= thrown;
  });
  for (let at = 0; at < batches.length; at += backlog) {
    clock.advance(seconds(Math.min(backlog, batches.length - at)));
    await ssc.awaitIdle();
  }
  const { state } = ssc;
  const failed = batches
    .map((_, i) => seconds(i + 1))
    .filter((time) => ssc.getBatchInfo(time)?.status === 'failed');
  const reason = ssc.getBatchInfo(failed[0] ?? 0)?.failureReason;
  await ssc.stop();
  await termination;
  return { outputs, counts, state, failed, reason, error };
}

const T = 3;
/** Batch 3 has the poison. */
const poisoned = (poison: number): Dosed[][] => [
  [['a', { n: 2 }]],
  [
    ['a', { n: 3 }],
    ['b', { n: 4 }],
  ],
  [
    ['a', { n: 6, poison }],
    ['a', { n: 8, poison: 0 }],
    ['b', { n: 10 }],
  ],
  [['a', { n: 12 }]],
  [],
  [
    ['b', { n: 15 }],
    ['c', { n: 16 }],
  ],
  [['a', { n: 17 }]],
  [['a', { n: 26 }]],
];
const without = (batches: readonly (readonly Dosed[])[], left: ReadonlySet<number>): Dosed[][] =>
  batches.map((batch, i) => (left.has(i + 1) ? [] : [...batch]));

/** The outputs at the times that a failed batch has none at are left out. */
const except = (outputs: Outputs, operator: Operator, left: readonly number[]): unknown => {
  // Windows that a failed batch would have closed are closed by the next one.
  if (operator === 'event-time windows') return [...outputs.values()].flat().sort();
  return [...outputs].filter(([time]) => !left.includes(time));
};

describe.each(OPERATORS)('%s', (operator) => {
  const slidesOver = operator === 'windows that slide by 2';

  test.each([
    ['once', 4, 1, 1],
    ['always', -1, 1, 1],
    ['always, jobs at once', -1, 2, 1],
    ['always, in a backlog', -1, 1, 8],
    ['once, in a backlog, jobs at once', 4, 2, 8],
  ])('K13 skip: %s', async (_name, poison, concurrentJobs, backlog) => {
    const batches = poisoned(poison);
    const { outputs, counts, state, failed, reason, error } = await play({
      batches,
      operator,
      backlog,
      options: { concurrentJobs },
    });
    const model = await play({ batches: without(batches, new Set([T])), operator });

    expect(model.error).toBeUndefined();
    expect(state).toBe('ACTIVE');
    expect(failed).toEqual([3000]);
    expect(reason).toMatch(/without batch 3000 ms/);
    expect(error?.message).toMatch(/ failed 4 times.*: poison 6.* batch 3000 ms/);
    expect(counts).toEqual(batches.map(({ length }) => length));
    expect(outputs.has(3000)).toBe(false);
    expect(except(outputs, operator, [3000])).toEqual(except(model.outputs, operator, [3000]));
  });

  test('K13 skip: a state that no output reads', async () => {
    const { counts, state, failed, error } = await play({ batches: poisoned(-1), operator, isRead: false });
    expect([state, counts.length, failed]).toEqual(['ACTIVE', 8, [3000]]);
    expect(error?.message).toMatch(/ failed 4 times.*: poison 6.* batch 3000 ms/);
  });

  test.each(['fail', 'retry'] as const)('B4 B5 %s: the context stops', async (failedOutputPolicy) => {
    const { outputs, state, error } = await play({
      batches: poisoned(-1),
      operator,
      options: { failedOutputPolicy },
    });
    expect(state).toBe('STOPPED');
    expect([...outputs.keys()]).toEqual(slidesOver ? [2000] : [1000, 2000]);
    expect(error?.message).toMatch(/ failed 4 times.*: poison 6/);
    expect(error?.message).not.toMatch(/without/);
  });

  test('B5 retry: what throws four times only is in the state', async () => {
    const { outputs, state } = await play({
      batches: poisoned(4),
      operator,
      options: { failedOutputPolicy: 'retry' },
    });
    const model = await play({ batches: poisoned(0), operator });
    // A slide of two batches reads batch 3 with batch 4; batch 3 alone is no output's, so nobody tries it again.
    if (slidesOver) expect(state).toBe('STOPPED');
    else expect(outputs).toEqual(model.outputs);
  });

  test('K13 skip: on two threads', async () => {
    const batches = poisoned(-1);
    const { outputs, state, failed } = await play({ batches, operator, master: 'local[2]' });
    const model = await play({ batches: without(batches, new Set([T])), operator });
    expect([state, failed]).toEqual(['ACTIVE', [3000]]);
    expect(except(outputs, operator, [3000])).toEqual(except(model.outputs, operator, [3000]));
  }, 240_000);
});

test('K13 any batches fail: outputs are those without them', async () => {
  const anyBatch = fc.record({
    records: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 9 })), { maxLength: 4 }),
    poison: fc.constantFrom(0, 0, 0, 4, -1),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyBatch, { minLength: 4, maxLength: 12 }),
      fc.constantFrom(...OPERATORS),
      fc.constantFrom(1, 2),
      fc.constantFrom(1, 3, 12),
      async (drawn, operator, concurrentJobs, backlog) => {
        const bad = new Set<number>();
        const batches = drawn.map(({ records, poison }, i): Dosed[] => {
          const plain = records.map(([key, n]): Dosed => [key, { n: 20 * (i + 1) + n }]);
          if (poison === 0) return plain;
          bad.add(i + 1);
          const n = 20 * (i + 1);
          return [...plain, ['a', { n, poison }], ['a', { n }]];
        });
        const times = [...bad].map(seconds);
        const skipped = await play({ batches, operator, backlog, options: { concurrentJobs } });
        const model = await play({ batches: without(batches, bad), operator });
        expect(skipped.state).toBe('ACTIVE');
        expect(skipped.failed).toEqual(times);
        expect(skipped.counts).toEqual(batches.map(({ length }) => length));
        expect(except(skipped.outputs, operator, times)).toEqual(except(model.outputs, operator, times));
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

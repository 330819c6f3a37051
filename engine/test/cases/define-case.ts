import type { StreamingContext } from '../../src/index.ts';
import { apply, operatorOf } from '../dstream-operators.ts';
import type { Batch, Case, Stream } from './case.ts';

/** The batches of each of a case’s input streams. */
export function inputsOf({ args, ...each }: Case): readonly (readonly Batch[])[] {
  if (args.streams !== undefined) return args.streams;
  return Object.keys(each)
    .filter((name) => /^input_batches(_\d+)?$/.test(name))
    .sort()
    .map((name) => each[name] as readonly Batch[]);
}

/** How many batches a case runs: as many as its longest input has, unless it says. */
export function numBatchesOf(each: Case): number {
  return each.args.num_batches ?? Math.max(0, ...inputsOf(each).map((batches) => batches.length));
}

/** What is looked at: the records, the whole state of `mapWithState`, or the number of partitions. */
export type Aspect = 'batches' | 'snapshots' | 'partition_counts';

/** Writes a case as a program: every thread that builds it has the same functions in the same order. */
export function defineCase(
  { op = '', args }: Case,
  streams: readonly Stream[],
  ssc: StreamingContext,
  aspect: Aspect = 'batches',
): Stream {
  const [first, ...rest] = streams as readonly [Stream, ...Stream[]];
  const { num_partitions: _ofInputs, others: otherSteps = [], ...step } = args;
  const derived = rest.length === 0 && args.other_pre !== undefined ? [first] : rest;
  const others = [
    ...derived.map((stream) => apply(stream, args.other_pre, ssc)),
    ...otherSteps.map((steps) => apply(first, steps, ssc)),
  ];
  const parameters = aspect === 'snapshots' ? { ...step, snapshots: true } : step;
  const output = apply(operatorOf(op)(apply(first, args.pre, ssc), parameters, others, ssc), args.post, ssc);
  if (aspect !== 'partition_counts') return output;
  return output.transform((rdd) => ssc.engine.parallelize([rdd.numPartitions], 1)) as Stream;
}

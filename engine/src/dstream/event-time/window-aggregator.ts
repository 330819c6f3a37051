import type { Time } from '../../time/duration.ts';

/** What is worked out for each key of each window. */
export interface WindowAggregator<T, K, C, R> {
  keyOf(record: T): K;
  /** From a window's first record in a batch. */
  create(record: T, eventTime: Time): C;
  /** May change and return `combiner`: it is still private to the batch. */
  add(combiner: C, record: T, eventTime: Time): C;
  /** What earlier batches gave with what this one gave; of sessions, the earlier with the later. */
  merge(a: C, b: C): C;
  /** Whether `merge` leaves its arguments alone, so that several windows may share one. */
  readonly isMergePure: boolean;
  finish(combiner: C): R;
  /** As data that survives `structuredClone`. */
  save(combiner: C): unknown;
  load(saved: unknown): C;
}

import type { RDD } from '../rdd/rdd.ts';
import type { Time } from '../time/duration.ts';
import type { StreamNode } from './stream-node.ts';

/** What ends a graph: something done with each of a stream's RDDs. */
export interface OutputOperation {
  /** 0 for the first one defined; outputs of a batch run in this order. */
  readonly id: number;
  /** `foreachRDD`, `print`, … */
  readonly name: string;
  /** Where it was defined, such as `foreachRDD at app.ts:12`. */
  readonly description: string;
  readonly parent: StreamNode<unknown>;
  run(rdd: RDD<unknown>, batchTime: Time): void | Promise<void>;
}

/** One output operation at one batch time, ready to run. */
export interface Job {
  readonly operation: OutputOperation;
  run(): Promise<void>;
}

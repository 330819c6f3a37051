import { InputDStream, type StreamOwner } from '../dstream/input-dstream.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Time } from '../time/duration.ts';

/** What a batch gives: its records, or null for a batch without an RDD. */
export type InputBatch<T> = readonly T[] | null;

/** A stream whose n-th batch is the n-th list; past the last one batches are empty. */
export class TestInputDStream<T> extends InputDStream<T> {
  readonly #batches: readonly InputBatch<T>[];
  readonly #numPartitions: number;

  constructor(owner: StreamOwner, batches: readonly InputBatch<T>[], numPartitions: number) {
    super(owner, 'testInput');
    this.#batches = batches;
    this.#numPartitions = numPartitions;
  }

  protected override compute(batchTime: Time): RDD<T> | undefined {
    const records = this.#recordsAt(batchTime);
    return records === null ? undefined : this.graph.engine.parallelize(records, this.#numPartitions);
  }

  override streamInputInfo(batchTime: Time): StreamInputInfo {
    return { inputStreamId: this.id, numRecords: this.#recordsAt(batchTime)?.length ?? 0, metadata: {} };
  }

  #recordsAt(batchTime: Time): InputBatch<T> {
    const batch = this.#batches[batchTime / this.graph.batchDuration - 1];
    return batch === undefined ? [] : batch;
  }
}

import type { Push } from '../rdd/job-runner.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Block } from '../receiver/block.ts';
import { blockRdd } from '../receiver/block-rdd.ts';
import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Receiver } from '../receiver/receiver.ts';
import type { ReceiverSupervisor } from '../receiver/receiver-supervisor.ts';
import type { ReceiverTracker } from '../receiver/receiver-tracker.ts';
import type { Time } from '../time/duration.ts';
import { InputDStream, type StreamOwner } from './input-dstream.ts';

/** What a receiver stores: each block of a batch is a partition. */
export class ReceiverInputDStream<T> extends InputDStream<T> {
  readonly #receiver: Receiver<T>;
  #tracker: ReceiverTracker | undefined;
  #supervisor: ReceiverSupervisor | undefined;

  constructor(owner: StreamOwner, receiver: Receiver<T>, name = receiver.constructor.name) {
    super(owner, name);
    this.#receiver = receiver;
  }

  /** For the context, before {@link start}. */
  attach(tracker: ReceiverTracker): void {
    this.#tracker = tracker;
  }

  override start(): void {
    this.#supervisor = this.#tracker?.startReceiver(this.#receiver as Receiver<unknown>, this.id, this.name);
  }

  override stop(): void {
    this.#supervisor?.stop('the StreamingContext stops');
  }

  override streamInputInfo(batchTime: Time): StreamInputInfo {
    let numRecords = 0;
    for (const block of this.#blocksOf(batchTime)) numRecords += block.numRecords;
    return { inputStreamId: this.id, numRecords, metadata: {} };
  }

  override clearMetadata(batchTime: Time): void {
    super.clearMetadata(batchTime);
    this.#tracker?.forgetUpTo(batchTime - this.graph.rememberDuration);
  }

  protected override compute(batchTime: Time): RDD<T> {
    const read = (block: Block, push: Push<T>): void => {
      if ('bytes' in block.content) this.#receiver.decode(block.content.bytes, push);
      else for (const record of block.content.records) push(record as T);
    };
    return blockRdd(this.graph.engine, this.name, this.#blocksOf(batchTime), read);
  }

  #blocksOf(batchTime: Time): readonly Block[] {
    return this.#tracker?.blocksOf(batchTime, this.id) ?? [];
  }
}

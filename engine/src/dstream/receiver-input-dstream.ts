import type { RDD } from '../rdd/rdd.ts';
import type { BlockContent } from '../receiver/block.ts';
import { blockRdd, type Decode } from '../receiver/block-rdd.ts';
import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Receiver } from '../receiver/receiver.ts';
import type { ReceiverSupervisor } from '../receiver/receiver-supervisor.ts';
import type { ReceiverTracker } from '../receiver/receiver-tracker.ts';
import type { StoredBlock } from '../receiver/stored-block.ts';
import { warn } from '../receiver/warn.ts';
import type { Time } from '../time/duration.ts';
import { InputDStream, type StreamOwner } from './input-dstream.ts';

/** A rate that outlives the process. */
interface SavedRate {
  save(): unknown;
  restore(saved: unknown): void;
}

/** What a receiver stores: each block of a batch is a partition. */
export class ReceiverInputDStream<T> extends InputDStream<T> {
  readonly receiver: Receiver<T>;
  readonly #decode: Decode<T>;
  #rate: SavedRate | undefined;
  #savedRate: unknown;
  #tracker: ReceiverTracker | undefined;
  #supervisor: ReceiverSupervisor | undefined;

  constructor(owner: StreamOwner, receiver: Receiver<T>, name = receiver.constructor.name) {
    const decode: Decode<T> = (bytes, push) => receiver.decode(bytes, push);
    super(owner, name, [decode], {
      kind: 'metadata',
      save: () => (this.#rate === undefined ? undefined : [this.#rate.save()]),
      restore: ([saved]) => {
        this.#savedRate = saved;
      },
    });
    this.receiver = receiver;
    this.#decode = decode;
  }

  /** For the context, before {@link start}. */
  attach(tracker: ReceiverTracker): void {
    this.#tracker = tracker;
  }

  /** For the context: who decides how fast it may receive. */
  attachRate(rate: SavedRate): void {
    this.#rate = rate;
    if (this.#savedRate !== undefined) rate.restore(this.#savedRate);
  }

  override start(): void {
    this.#supervisor = this.#tracker?.startReceiver(this.receiver as Receiver<unknown>, this.id, this.name);
  }

  override async stop(): Promise<void> {
    await this.#supervisor?.end('the StreamingContext stops');
  }

  /** `blocks`: what the receiver told of them; `unknownRecords`: blocks of bytes that nobody has counted. */
  override streamInputInfo(batchTime: Time): StreamInputInfo {
    let numRecords = 0;
    let unknownRecords = 0;
    const blocks: unknown[] = [];
    for (const block of this.#blocksOf(batchTime)) {
      numRecords += block.numRecords ?? 0;
      if (block.numRecords === undefined) unknownRecords += 1;
      if (block.metadata !== undefined) blocks.push(block.metadata);
    }
    const metadata = {
      ...(blocks.length === 0 ? {} : { blocks }),
      ...(unknownRecords === 0 ? {} : { unknownRecords }),
    };
    return { inputStreamId: this.id, numRecords, metadata };
  }

  override clearMetadata(batchTime: Time): void {
    super.clearMetadata(batchTime);
    this.#tracker?.forgetUpTo(batchTime - this.graph.rememberDuration);
  }

  protected override compute(batchTime: Time): RDD<T> {
    const blocks = this.#blocksOf(batchTime);
    const contentOf = (partition: number): BlockContent => {
      const block = blocks[partition];
      const content = block?.read();
      if (content === undefined && block !== undefined) warnLost(block);
      return content ?? { records: [] };
    };
    return blockRdd(this.graph.engine, this.name, blocks.length, contentOf, this.#decode);
  }

  #blocksOf(batchTime: Time): readonly StoredBlock[] {
    return this.#tracker?.blocksOf(batchTime, this.id) ?? [];
  }
}

function warnLost({ id, numRecords }: StoredBlock): void {
  warn(
    'BLOCK_LOST',
    `block ${id} is not there any more; its ${numRecords ?? 'unknown number of'} records are lost`,
  );
}

import type { RDD } from '../rdd/rdd.ts';
import type { BlockContent } from '../receiver/block.ts';
import { blockRdd } from '../receiver/block-rdd.ts';
import { type ArrivalOptions, DecodingSink } from '../receiver/decoding-sink.ts';
import type { SourceTimeInputInfo, StreamInputInfo } from '../receiver/input-info.ts';
import type { ReceiverEvent, ReceiverInfo } from '../receiver/receiver-info.ts';
import { inputInfoOf, type SourceInput } from '../receiver/source-input.ts';
import type { SourceTimeSink } from '../receiver/source-time.ts';
import type { Duration, Time } from '../time/duration.ts';
import { InputDStream, type StreamOwner } from './input-dstream.ts';

/** How a source's bytes become records. */
export interface SourceTimeOptions<T> {
  readonly name: string;
  /** Pushes a block's records. Runs where and when the partition is computed, maybe more than once. */
  readonly decode: (bytes: Uint8Array, push: (record: T) => void) => void;
  /** Blocks are decoded when they come, and only what they are decoded to is kept; default: where and when a partition is computed. */
  readonly onArrival?: ArrivalOptions<T> | undefined;
}

/** Who hears of a source's state. */
export interface ReceiverListeners {
  tell(event: ReceiverEvent, info: ReceiverInfo): void;
}

/**
 * An input whose records carry their time (`batchTime: 'source'`). A source extends it, stores blocks that name
 * their batch into the sink and tells its watermark; a block becomes a partition of exactly that batch.
 */
export abstract class SourceTimeInputDStream<T> extends InputDStream<T> {
  readonly #decode: SourceTimeOptions<T>['decode'];
  readonly #onArrival: SourceTimeOptions<T>['onArrival'];
  #listeners: ReceiverListeners | undefined;
  #input: SourceInput | undefined;

  constructor(owner: StreamOwner, options: SourceTimeOptions<T>) {
    super(owner, options.name, [options.decode]);
    this.#decode = options.decode;
    this.#onArrival = options.onArrival;
  }

  /** Called once, at the start of the context. Must not block. */
  protected abstract onStart(sink: SourceTimeSink): void;

  /** Called once, at its stop; from then on the sink ignores everything. */
  protected abstract onStop(): void | Promise<void>;

  get batchDuration(): Duration {
    return this.graph.batchDuration;
  }

  /** What a batch holds: from when it closed until it is forgotten, some batches after it completed. */
  inputInfo(batchTime: Time): SourceTimeInputInfo | undefined {
    const blocks = this.#input?.blocksOf(batchTime) ?? [];
    return blocks.length === 0 ? undefined : inputInfoOf(blocks);
  }

  /** Whether more of this source is closed and will run after that batch: a hint for outputs that like company. */
  hasClosedAfter(batchTime: Time): boolean {
    return this.#input?.hasClosedAfter(batchTime) ?? false;
  }

  override streamInputInfo(batchTime: Time): StreamInputInfo {
    const info = this.inputInfo(batchTime);
    if (info === undefined) return { inputStreamId: this.id, numRecords: 0, metadata: {} };
    const { numRecords, ...metadata } = info;
    return {
      inputStreamId: this.id,
      numRecords,
      metadata: { Description: describeInput(info), ...metadata },
    };
  }

  /** For the context: where this source's blocks go and who hears of it. Before {@link start}. */
  attach(input: SourceInput, listeners?: ReceiverListeners): void {
    this.#input = input;
    this.#listeners = listeners;
  }

  /** Says to listeners how this source is: it is a receiver to them. */
  protected tellReceiver(event: ReceiverEvent, info: ReceiverInfo): void {
    this.#listeners?.tell(event, info);
  }

  override start(): void {
    const input = this.#input;
    if (input === undefined) return;
    const onArrival = this.#onArrival;
    this.onStart(onArrival ? new DecodingSink(input, this.batchDuration, this.#decode, onArrival) : input);
  }

  override stop(): void | Promise<void> {
    return this.onStop();
  }

  override clearMetadata(batchTime: Time): void {
    super.clearMetadata(batchTime);
    this.#input?.forgetUpTo(batchTime - this.rememberDuration);
  }

  protected override compute(batchTime: Time): RDD<T> {
    const blocks = this.#input?.blocksOf(batchTime) ?? [];
    const contentOf = (partition: number): BlockContent => {
      const block = blocks[partition];
      return block?.decoded ?? { bytes: block?.bytes ?? new Uint8Array() };
    };
    return blockRdd(this.graph.engine, this.name, blocks.length, contentOf, this.#decode);
  }
}

/** Such as `records 1-250 of 3f2a, 2 late`. */
function describeInput({ offsetRanges, numLate }: SourceTimeInputInfo): string {
  const ranges = offsetRanges.map(
    ({ epoch, fromSequence, untilSequence }) => `${fromSequence}-${untilSequence - 1} of ${epoch}`,
  );
  const shown = ranges.length > MAX_RANGES ? [...ranges.slice(0, MAX_RANGES), '…'] : ranges;
  return `records ${shown.join(', ')}${numLate > 0 ? `, ${numLate} late` : ''}`;
}

const MAX_RANGES = 8;

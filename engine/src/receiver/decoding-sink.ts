import type { Duration } from '../time/duration.ts';
import { giveWay } from '../time/give-way.ts';
import type { Decode } from './block-rdd.ts';
import { QueuedSink } from './queued-sink.ts';
import type { SourceTimeSink, StampedBlock } from './source-time.ts';

/** How blocks are decoded when they come. */
export interface ArrivalOptions<T> {
  /** Whether what is made of a block looks at its bytes. */
  readonly keepsBytes: boolean;
  /** Decodes a block in another thread; where it rejects, and without it, that is done here. */
  readonly elsewhere?: ((bytes: Uint8Array) => Promise<readonly T[]>) | undefined;
}

const NO_BYTES = new Uint8Array();
/** So much may be with another thread. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;
/** What is less, and has nothing before it, is sooner done here. */
const LEAST_BYTES_ELSEWHERE = 64 * 1024;

/**
 * A sink that decodes blocks when they come, not when their batch has closed: so a batch that closes has little left
 * to do, and only what its records were decoded to is kept meanwhile. What cannot be decoded stays as it is: the job
 * that needs it fails then, and says where.
 */
export class DecodingSink<T> extends QueuedSink {
  /** Settled when all blocks that wait for their turn here are decoded; undefined: none does. */
  #turns: Promise<void> | undefined;

  constructor(
    sink: SourceTimeSink,
    batchDuration: Duration,
    decode: Decode<T>,
    { keepsBytes, elsewhere }: ArrivalOptions<T>,
  ) {
    const decoded = (block: StampedBlock, records: readonly T[]): StampedBlock => {
      const numBytes = block.bytes.byteLength;
      if (!keepsBytes) block.recycle?.();
      return { ...block, bytes: NO_BYTES, recycle: undefined, decoded: { records, numBytes } };
    };
    const here = (block: StampedBlock): StampedBlock => {
      const records: T[] = [];
      try {
        decode(block.bytes, (record) => records.push(record));
      } catch {
        return block;
      }
      return decoded(block, records);
    };
    super({
      ...{ sink, batchDuration, maxPendingBytes: MAX_PENDING_BYTES },
      prepare: (block) => {
        const isSmall = block.bytes.byteLength < LEAST_BYTES_ELSEWHERE && this.isIdle;
        if (elsewhere === undefined || isSmall) return this.#inTurn(() => here(block));
        return elsewhere(block.bytes).then(
          (records) => decoded(block, records),
          () => here(block),
        );
      },
    });
  }

  /** At once, or, where this thread has computed for long (a log gives many blocks at a time), after the others. */
  #inTurn(decode: () => StampedBlock): StampedBlock | Promise<StampedBlock> {
    const before = this.#turns ?? giveWay();
    if (before === undefined) return decode();
    const decoded = before.then(giveWay).then(decode);
    const turns = decoded.then(() => {
      if (this.#turns === turns) this.#turns = undefined;
    });
    this.#turns = turns;
    return decoded;
  }
}

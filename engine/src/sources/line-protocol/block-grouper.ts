import { BLOCK_BYTES } from '../../receiver/block.ts';
import type { SourceTimeSink, StampedBlock } from '../../receiver/source-time.ts';
import type { Clock } from '../../time/clock.ts';
import { batchTimeOf } from '../../time/interval.ts';
import type { SourceClock } from './messages.ts';
import type { RecordTarget } from './record-target.ts';

const NEWLINE = 0x0a;
const MAX_WAIT_MS = 200;
/** Blocks' memory that waits to be used again: what comes while one group is written to the log. */
const MAX_SPARE = 32;
/** Of so many streams it is known in which batch they were last. */
const MAX_STREAMS = 64;
/** What comes first on a connection, as after a crash: its sender has waited long enough. */
const FIRST_WAIT_MS = 10;

export interface BlockGrouperOptions {
  readonly sink: SourceTimeSink;
  /** ms */
  readonly batchDuration: number;
  readonly clock: Clock;
  /** The sink has enough for now; its drain listener tells when it wants more. */
  onFull(): void;
  /** Records that were put into a later batch than their stamp says. */
  onLate(numRecords: number): void;
}

/**
 * Gathers records into blocks, each of one batch, and puts them into a sink. A block is closed at 256 KiB, at the
 * end of its batch, before a watermark that ends its batch, and 200 ms after its first record (10 ms: the first of a
 * connection).
 *
 * A record's stamp decides its batch. One whose batch is closed, or that comes after records of a later batch
 * (so that a batch's sequence numbers stay together), goes into the next batch and is counted as late.
 */
export class BlockGrouper implements RecordTarget {
  readonly #options: BlockGrouperOptions;
  #epoch = '';
  #bytes = newBytes(BLOCK_BYTES);
  readonly #spare: Buffer[] = [];
  #length = 0;
  #numRecords = 0;
  #numLate = 0;
  #fromSequence = 0;
  /** Of the open block, or of the last one. */
  #batchTime = -Infinity;
  #lastAt = -Infinity;
  /** The last batch of other streams that were here. */
  readonly #others = new Map<string, number>();
  #cancelWait: () => void = () => {};
  /** Nothing of this connection has come yet. */
  #isFirst = false;

  constructor(options: BlockGrouperOptions) {
    this.#options = options;
  }

  /** The stamp of the last record. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** Goes on behind a block of an earlier life. */
  goOnBehind(epoch: string, batchTime: number): void {
    this.#turnTo(epoch);
    this.#batchTime = batchTime;
  }

  begin(_source: string, epoch: string): void {
    if (epoch === this.#epoch) return;
    this.flush();
    this.#turnTo(epoch);
  }

  record(sequence: number, at: number, bytes: Buffer, start: number, end: number): void {
    const { batchDuration } = this.#options;
    if (at > this.#batchTime || at <= this.#batchTime - batchDuration) {
      const batchTime = Math.max(batchTimeOf(at, batchDuration), this.#firstOpenBatch());
      if (batchTime !== this.#batchTime) this.#beginBatch(batchTime);
    }
    if (sequence !== this.#fromSequence + this.#numRecords) this.flush();
    const length = end - start + 1;
    if (this.#length + length > this.#bytes.length) this.#makeRoom(length);
    if (this.#numRecords === 0) this.#open(sequence);
    if (at <= this.#batchTime - batchDuration) this.#numLate += 1;
    bytes.copy(this.#bytes, this.#length, start, end);
    this.#length += length;
    this.#bytes[this.#length - 1] = NEWLINE;
    this.#numRecords += 1;
    this.#lastAt = at;
  }

  /** Nothing more comes for the batch before, so that it need not wait until this one's first block is closed. */
  #beginBatch(batchTime: number): void {
    this.flush();
    const isFirst = this.#batchTime === -Infinity;
    this.#batchTime = batchTime;
    const { sink, batchDuration } = this.#options;
    if (!isFirst) sink.advanceWatermark(batchTime - batchDuration + 1);
  }

  watermark(at: number): void {
    if (at > this.#batchTime) this.flush();
    this.#options.sink.advanceWatermark(at);
  }

  connection(connection: { readonly connected: boolean; readonly clock: SourceClock }): void {
    // A batch that is not waited for any longer must have what came for it.
    if (!connection.connected) this.flush();
    this.#isFirst = connection.connected;
    this.#options.sink.setConnection(connection);
  }

  end(): void {
    this.flush();
    this.#options.sink.end();
  }

  /** Puts the open block, if there is one, into the sink. */
  flush(): void {
    if (this.#numRecords === 0) return;
    this.#cancelWait();
    const { sink, batchDuration } = this.#options;
    if (this.#batchTime <= sink.lastBatchTime) {
      this.#batchTime = sink.lastBatchTime + batchDuration;
      this.#numLate = this.#numRecords;
    }
    const block = {
      batchTime: this.#batchTime,
      ...this.#takeBytes(),
      numRecords: this.#numRecords,
      epoch: this.#epoch,
      fromSequence: this.#fromSequence,
      untilSequence: this.#fromSequence + this.#numRecords,
      numLate: this.#numLate,
    };
    this.#length = 0;
    this.#numRecords = 0;
    this.#numLate = 0;
    if (block.numLate > 0) this.#options.onLate(block.numLate);
    if (!sink.store(block)) this.#options.onFull();
  }

  /** A stream that comes back goes on where it was, whoever was here meanwhile. */
  #turnTo(epoch: string): void {
    if (epoch === this.#epoch) return;
    const others = this.#others;
    if (this.#batchTime !== -Infinity) others.set(this.#epoch, this.#batchTime);
    this.#epoch = epoch;
    this.#batchTime = others.get(epoch) ?? -Infinity;
    others.delete(epoch);
    const oldest = others.keys().next();
    if (others.size > MAX_STREAMS && !oldest.done) others.delete(oldest.value);
  }

  #firstOpenBatch(): number {
    return Math.max(this.#batchTime, this.#options.sink.lastBatchTime + this.#options.batchDuration);
  }

  #open(sequence: number): void {
    const { clock } = this.#options;
    this.#fromSequence = sequence;
    const wait = this.#isFirst ? FIRST_WAIT_MS : MAX_WAIT_MS;
    this.#isFirst = false;
    this.#cancelWait = clock.at(clock.now() + wait, () => this.flush());
  }

  #makeRoom(length: number): void {
    this.flush();
    if (length > this.#bytes.length) this.#bytes = newBytes(length);
  }

  /** A block owns its bytes: a full buffer is given away, of a nearly empty one a copy. */
  #takeBytes(): Pick<StampedBlock, 'bytes' | 'recycle'> {
    const buffer = this.#bytes;
    const filled = buffer.subarray(0, this.#length);
    if (this.#length < buffer.length / 2) {
      const bytes = Buffer.allocUnsafeSlow(this.#length);
      filled.copy(bytes);
      return { bytes };
    }
    this.#bytes = this.#spare.pop() ?? newBytes(BLOCK_BYTES);
    if (buffer.length !== BLOCK_BYTES) return { bytes: filled };
    const recycle = (): void => {
      if (this.#spare.length < MAX_SPARE) this.#spare.push(buffer);
    };
    return { bytes: filled, recycle };
  }
}

/** Shared, so that another thread can read a block where it is. */
function newBytes(numBytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(numBytes));
}

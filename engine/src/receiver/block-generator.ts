import type { Clock } from '../time/clock.ts';
import type { Duration } from '../time/duration.ts';
import { RecurringTimer } from '../time/recurring-timer.ts';
import { BLOCK_BYTES, BLOCK_RECORDS, type Block } from './block.ts';

/** Gathers what a receiver stores into blocks: one each blockInterval, sooner when it is full, none when empty. */
export class BlockGenerator {
  readonly #onBlock: (block: Block) => void;
  readonly #timer: RecurringTimer;
  #records: unknown[] = [];
  #bytes: Uint8Array[] = [];
  #numBytes = 0;
  #numByteRecords = 0;

  constructor(clock: Clock, blockInterval: Duration, onBlock: (block: Block) => void) {
    this.#onBlock = onBlock;
    this.#timer = new RecurringTimer(clock, blockInterval, () => this.flush());
  }

  start(): void {
    this.#timer.start();
  }

  /** Makes the last block. */
  stop(): void {
    this.#timer.stop();
    this.flush();
  }

  add(records: readonly unknown[]): void {
    for (const record of records) {
      this.#records.push(record);
      if (this.#records.length >= BLOCK_RECORDS) this.flush();
    }
  }

  addBytes(bytes: Uint8Array, numRecords: number): void {
    this.#bytes.push(bytes);
    this.#numBytes += bytes.byteLength;
    this.#numByteRecords += numRecords;
    if (this.#numBytes >= BLOCK_BYTES) this.flush();
  }

  /** Makes a block now of what is there. */
  flush(): void {
    if (this.#records.length > 0) {
      const records = this.#records;
      this.#records = [];
      this.#onBlock({ numRecords: records.length, content: { records } });
    }
    if (this.#numBytes > 0) {
      const bytes = Buffer.concat(this.#bytes, this.#numBytes);
      const numRecords = this.#numByteRecords;
      this.#bytes = [];
      this.#numBytes = 0;
      this.#numByteRecords = 0;
      this.#onBlock({ numRecords, content: { bytes } });
    }
  }
}

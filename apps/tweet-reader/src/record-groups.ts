import { type Clock, toError } from '@hashtide/engine';
import type { RecordTarget } from '@hashtide/engine/sources';

const NEWLINE = 0x0a;
const FIRST_BYTES = 64 * 1024;
/** A group is written when it has grown to this, */
const GROUP_BYTES = 1024 * 1024;
/** or when its first record has waited this long. */
const GROUP_MS = 200;
/** While a group is being written, the next one may grow to this. */
const FULL_BYTES = 4 * 1024 * 1024;

/** Up to where one stream has been written. */
export interface WrittenPosition {
  readonly source: string;
  readonly epoch: string;
  readonly sequence: number;
}

export interface RecordGroupsOptions {
  readonly clock: Clock;
  /** Puts lines where they are durable. */
  write(lines: Uint8Array): Promise<void>;
  onWritten(position: WrittenPosition): void;
  onFull(): void;
  onRoom(): void;
  /** The recording is over. What is left may still have to be written: see `finish`. */
  onEnd(): void;
  onFailure(error: Error): void;
}

/** Gathers records, one a line, into groups that are written one after the other. */
export class RecordGroups implements RecordTarget {
  readonly #options: RecordGroupsOptions;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;
  #source = '';
  #epoch = '';
  /** Of the open group, by epoch. */
  #positions = new Map<string, WrittenPosition>();
  #writing: Promise<void> | undefined;
  #isDue = false;
  #isStopped = false;
  #cancelWait: () => void = () => {};

  constructor(options: RecordGroupsOptions) {
    this.#options = options;
  }

  begin(source: string, epoch: string): void {
    this.#source = source;
    this.#epoch = epoch;
  }

  record(sequence: number, _at: number, bytes: Buffer, start: number, end: number): void {
    if (this.#isStopped) return;
    const length = end - start + 1;
    if (this.#length + length > this.#bytes.length) this.#grow(this.#length + length);
    if (this.#length === 0) this.#wait();
    bytes.copy(this.#bytes, this.#length, start, end);
    this.#length += length;
    this.#bytes[this.#length - 1] = NEWLINE;
    const [source, epoch] = [this.#source, this.#epoch];
    this.#positions.set(epoch, { source, epoch, sequence });
    if (this.#length >= GROUP_BYTES) this.#write();
    if (this.#length >= FULL_BYTES) this.#options.onFull();
  }

  watermark(): void {}

  connection(): void {}

  end(): void {
    this.#options.onEnd();
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    while (this.#writing !== undefined || this.#length > 0) {
      this.#write();
      await this.#writing;
    }
  }

  /** Takes nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelWait();
  }

  #wait(): void {
    const { clock } = this.#options;
    this.#cancelWait();
    this.#cancelWait = clock.at(clock.now() + GROUP_MS, () => this.#write());
  }

  /** Writes the open group; at once, or when the one before it has been written. */
  #write(): void {
    this.#isDue = this.#writing !== undefined;
    if (this.#isDue || this.#length === 0) return;
    this.#cancelWait();
    const lines = this.#bytes.subarray(0, this.#length);
    const positions = this.#positions;
    this.#bytes = Buffer.allocUnsafe(FIRST_BYTES);
    this.#length = 0;
    this.#positions = new Map();
    this.#writing = this.#writeGroup(lines, positions).finally(() => {
      this.#writing = undefined;
      if (this.#isDue) this.#write();
    });
    this.#writing.catch((thrown) => {
      this.stop();
      this.#options.onFailure(toError(thrown));
    });
  }

  async #writeGroup(lines: Uint8Array, positions: ReadonlyMap<string, WrittenPosition>): Promise<void> {
    await this.#options.write(lines);
    for (const position of positions.values()) this.#options.onWritten(position);
    this.#options.onRoom();
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

import type { Decode } from './block-rdd.ts';
import type { SourceTimeSink, StampedBlock } from './source-time.ts';

const NO_BYTES = new Uint8Array();

/**
 * A sink that decodes blocks when they come, not when their batch has closed: so a batch that closes has little left
 * to do, and only what its records were decoded to is kept meanwhile.
 */
export class DecodingSink<T> implements SourceTimeSink {
  readonly #sink: SourceTimeSink;
  readonly #decode: Decode<T>;
  readonly #keepsBytes: boolean;

  /** @param keepsBytes whether what `decode` pushes looks at the bytes */
  constructor(sink: SourceTimeSink, decode: Decode<T>, keepsBytes: boolean) {
    this.#sink = sink;
    this.#decode = decode;
    this.#keepsBytes = keepsBytes;
  }

  get lastBatchTime(): number {
    return this.#sink.lastBatchTime;
  }

  /** What cannot be decoded stays as it is: the job that needs it fails then, and says where. */
  store(block: StampedBlock): boolean {
    return this.#sink.store(this.#decoded(block) ?? block);
  }

  onDrain(listener: () => void): void {
    this.#sink.onDrain(listener);
  }

  advanceWatermark(at: number): void {
    this.#sink.advanceWatermark(at);
  }

  setConnection(connection: { readonly connected: boolean; readonly clock: 'live' | 'recorded' }): void {
    this.#sink.setConnection(connection);
  }

  end(): void {
    this.#sink.end();
  }

  #decoded(block: StampedBlock): StampedBlock | undefined {
    const records: T[] = [];
    try {
      this.#decode(block.bytes, (record) => records.push(record));
    } catch {
      return undefined;
    }
    const { byteLength: numBytes } = block.bytes;
    if (!this.#keepsBytes) block.recycle?.();
    return { ...block, bytes: NO_BYTES, recycle: undefined, decoded: { records, numBytes } };
  }
}

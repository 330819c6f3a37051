/** A block's records, no longer as bytes. */
interface DecodedBlock {
  readonly records: readonly unknown[];
  /** How many bytes they were. */
  readonly numBytes: number;
}

/** How many bytes a block has or had. */
export function numBytesOfBlock({ bytes, decoded }: StampedBlock): number {
  return decoded?.numBytes ?? bytes.byteLength;
}

/** Records of one batch as a source handed them over. */
export interface StampedBlock {
  /** The batch they belong to (its end, epoch ms). */
  readonly batchTime: number;
  /** UTF-8 records, each ended by `\n`. */
  readonly bytes: Uint8Array;
  /** What they were decoded to when they came; `bytes` is empty then. */
  readonly decoded?: DecodedBlock | undefined;
  /** To be called by who needs the bytes no more, if nobody else does: their memory is used again. */
  readonly recycle?: (() => void) | undefined;
  readonly numRecords: number;
  /** Sequence numbers `from … until − 1` of the source's `epoch`. */
  readonly epoch: string;
  readonly fromSequence: number;
  readonly untilSequence: number;
  /** How many of them came after their own batch had closed. */
  readonly numLate: number;
}

/**
 * Where a source that stamps its own records puts them (`batchTime: 'source'`, SPEC rule T). The streaming
 * context gives one to each such source.
 */
export interface SourceTimeSink {
  /** Batches up to and including this one are closed; -Infinity before the first. */
  readonly lastBatchTime: number;
  /** Keeps a block until its batch has run. @returns false: stop reading until the drain listener is called */
  store(block: StampedBlock): boolean;
  onDrain(listener: () => void): void;
  /** Nothing earlier than `at` will follow; closes every batch `t < at` once all sources say so. */
  advanceWatermark(at: number): void;
  /**
   * A `live` source that is not connected holds a batch back for maxLateness at most; a `recorded` one for as
   * long as it takes.
   */
  setConnection(connection: { readonly connected: boolean; readonly clock: 'live' | 'recorded' }): void;
  /** The recording is over: its last batch closes though it is not full. A later `store` undoes it. */
  end(): void;
}

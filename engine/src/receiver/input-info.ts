/** What one input stream gave to one batch. */
export interface StreamInputInfo {
  readonly inputStreamId: number;
  readonly numRecords: number;
  /** Anything else worth telling; `Description` is shown by screens. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A run of sequence numbers `fromSequence … untilSequence − 1` of one epoch of a source. */
export interface OffsetRange {
  readonly epoch: string;
  readonly fromSequence: number;
  readonly untilSequence: number;
}

/** What a source that stamps its own records gave to one batch. */
export interface SourceTimeInputInfo {
  readonly numRecords: number;
  /** How many of them came after their own batch had closed. */
  readonly numLate: number;
  readonly numBytes: number;
  /** In order of arrival; neighbours of the same epoch are one. */
  readonly offsetRanges: readonly OffsetRange[];
}

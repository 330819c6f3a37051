/** One record as it goes over the wire: the X object as it came plus `"__rec":{"at":…}` as its last key. */
export interface SourceRecord {
  /** When the reader got it, epoch ms; never less than the record's before it. */
  readonly at: number;
  /**
   * UTF-8 JSON of one object, no newline, at most 64 KiB, ending in `"__rec":{"at":<at>}}` or alike. Good until the
   * source is asked for its next event.
   */
  readonly line: Uint8Array;
}

/** What a reader says of its source on the screen. */
export interface SourceCondition {
  readonly state: 'connecting' | 'connected' | 'backoff' | 'stopped';
  /** A few words for people; '' when all is well. */
  readonly why: string;
  /** Epoch ms of the next try, when in `backoff`. */
  readonly retryAt?: number;
}

export type SourceEvent =
  /** In order; never empty. */
  | { readonly kind: 'records'; readonly records: readonly SourceRecord[] }
  /** Nothing earlier than `at` will follow. */
  | { readonly kind: 'watermark'; readonly at: number }
  | { readonly kind: 'condition'; readonly condition: SourceCondition };

/**
 * Where tweets come from. Iterating it to the end is the source's whole life; a source that can never go on
 * (a refused key, an unreadable file) throws a StreamingError. Whoever iterates may be slow: a `recorded`
 * source waits, a `live` one must not be kept waiting.
 */
export interface TweetSource {
  /** `x`, `replay`: the greeting's `source`. */
  readonly name: string;
  readonly clock: 'live' | 'recorded';
  /** For a recording: derived from its content and stamping options. Otherwise undefined: random. */
  readonly epoch: string | undefined;
  /** A few words for the screen, such as `3 rules` or `10x`. */
  readonly about: string;
  /** A re-readable recording: how many records `events` will give in all, known before the first. */
  readonly total: number | undefined;
  /** @param from sequence number of the first record to give, counted from 1; only a re-readable recording can
   *   start later than 1 */
  events(signal: AbortSignal, from?: number): AsyncIterable<SourceEvent>;
}

/** What comes of an RDD that cannot be worked out, where batches go on without what failed. */
export interface GiveUp {
  /** Said after the error, such as `updateStateByKey goes on without batch 2000 ms`. */
  readonly consequence: string;
  /** Whether what reads it fails with it, or finds no records. The successor in the next batch does neither. */
  readonly readers: 'fail' | 'findNothing';
  /** Puts in what the next batch builds on. */
  readonly fallBack?: () => void;
}

/** What a receiver stored at once or within one blockInterval; becomes a partition. */
export interface Block {
  readonly records: readonly unknown[];
}

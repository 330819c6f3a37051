/** What a receiver stored within one blockInterval; becomes a partition. */
export interface Block {
  readonly numRecords: number;
  /** Its records, or the bytes that the receiver's `decode` makes records of. */
  readonly content: { readonly records: readonly unknown[] } | { readonly bytes: Uint8Array };
}

/** About how many bytes a partition should have, so that one is computed in a few ms. */
export const BLOCK_BYTES = 256 * 1024;
/** The same for records that are not bytes any more. */
export const BLOCK_RECORDS = 4096;

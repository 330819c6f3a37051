import { deserialize, serialize } from 'node:v8';
import type { Push } from '../rdd/job-runner.ts';

/** What a block holds: records as they are, bytes that the receiver's `decode` makes records of, or records as V8 writes them. */
export type BlockContent =
  | { readonly records: readonly unknown[] }
  | { readonly bytes: Uint8Array }
  | { readonly packed: Uint8Array };

/** What a receiver stored within one blockInterval; becomes a partition. */
export interface Block {
  /** undefined: bytes of which nobody has said how many records they are. */
  readonly numRecords: number | undefined;
  readonly content: BlockContent;
  /** What the receiver wants told of it, such as where in its source it stands. */
  readonly metadata?: unknown;
}

/** About how many bytes a partition should have, so that one is computed in a few ms. */
export const BLOCK_BYTES = 256 * 1024;
/** The same for records that are not bytes any more. */
export const BLOCK_RECORDS = 4096;

/** Of records as they are nobody knows the size; they are counted. */
export function numBytesOf(content: BlockContent): number {
  if ('bytes' in content) return content.bytes.byteLength;
  return 'packed' in content ? content.packed.byteLength : 0;
}

/** Records as bytes, which take less room and cost time to read. @throws when structuredClone does not know one */
export function pack(content: BlockContent): Exclude<BlockContent, { records: unknown }> {
  return 'records' in content ? { packed: serialize(content.records) } : content;
}

/** Pushes a block's records, in order. */
export function pushContent(
  content: BlockContent,
  decode: (bytes: Uint8Array, push: Push<unknown>) => void,
  push: Push<unknown>,
): void {
  if ('bytes' in content) {
    decode(content.bytes, push);
    return;
  }
  const records = 'packed' in content ? (deserialize(content.packed) as unknown[]) : content.records;
  for (let i = 0; i < records.length; i += 1) push(records[i]);
}

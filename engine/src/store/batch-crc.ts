import { crc32 } from 'node:zlib';
import type { BatchTotals, SourcePosition } from '../pipeline/batch-record.ts';
import type { Counts } from '../pipeline/counts.ts';
import { byCodeUnit } from './code-unit-order.ts';

/** What the checksum covers: all that the same records give again. Delays are not in it. */
export interface ChecksummedBatch {
  readonly batchTime: number;
  readonly totals: Readonly<BatchTotals>;
  readonly hashtags: readonly { readonly hashtag: string; readonly counts: Readonly<Counts> }[];
}

/**
 * The CRC-32 (zlib's) of a batch's row and its hashtag rows, which SQLite itself does not checksum. It is taken over
 * the UTF-8 of these lines, each ended by `\n`, fields divided by one tab, hashtags in {@link byCodeUnit} order:
 *
 *     batch_time  posts reposts positive neutral negative repost_positive repost_neutral repost_negative
 *                 unscored late duplicate rejected
 *     posts reposts positive neutral negative repost_positive repost_neutral repost_negative  hashtag
 *
 * @returns 0 … 2^32 − 1
 */
export function crcOfBatch({ batchTime, totals, hashtags }: ChecksummedBatch): number {
  const { unscored, late, duplicate, rejected } = totals;
  let crc = crc32(`${batchTime}\t${fields(totals)}\t${unscored}\t${late}\t${duplicate}\t${rejected}\n`);
  const sorted = hashtags.toSorted((a, b) => byCodeUnit(a.hashtag, b.hashtag));
  let lines = '';
  for (const { hashtag, counts } of sorted) {
    lines += `${fields(counts)}\t${hashtag}\n`;
    if (lines.length < MAX_CHARS) continue;
    crc = crc32(lines, crc);
    lines = '';
  }
  return crc32(lines, crc);
}

/** The CRC-32 of a source's position: of `id \t epoch \t next_sequence \n` in UTF-8, without the blanks. */
export function crcOfPosition({ id, epoch, nextSequence }: SourcePosition): number {
  return crc32(`${id}\t${epoch}\t${nextSequence}\n`);
}

/** The CRC-32 of a row of `seen`: of `batch_time \n` in UTF-8, without the blank, and the bytes of `ids`. */
export function crcOfIds(batchTime: number, ids: Uint8Array): number {
  return crc32(ids, crc32(`${batchTime}\n`));
}

/** Lines are handed to zlib in pieces of about this size. */
const MAX_CHARS = 65_536;

function fields(c: Readonly<Counts>): string {
  return `${c.posts}\t${c.reposts}\t${c.positive}\t${c.neutral}\t${c.negative}\t${c.repostPositive}\t${c.repostNeutral}\t${c.repostNegative}`;
}

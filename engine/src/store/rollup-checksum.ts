import { crc32 } from 'node:zlib';
import type { BatchTotals } from '../pipeline/batch-record.ts';
import type { Counts } from '../pipeline/counts.ts';

/**
 * The checksum of rolled-up rows is linear: that of a sum of rows is the sum of their checksums. So it is carried from
 * batches to minutes to hours by adding, and says whether an hour still is what its batches were.
 *
 * A number in column i of a row named by `hashtag` (i from 0, in the order of the table; the row of totals is named
 * '') weighs w = ((crc32(hashtag) + i × 0x9e3779b9) × 0x85ebca6b) | 1, and counts value × w, modulo 2^32. Weights are
 * odd: one flipped bit below 2^32 always changes the sum.
 */
function rowChecksum(hashtag: string, values: readonly number[]): number {
  const name = crc32(hashtag);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    const weight = Math.imul(name + Math.imul(i, 0x9e3779b9), 0x85ebca6b) | 1;
    sum = (sum + Math.imul(values[i] as number, weight)) | 0;
  }
  return sum >>> 0;
}

/** @returns 0 … 2^32 − 1 */
export function addChecksums(a: number, b: number): number {
  return (a + b) >>> 0;
}

export function countsChecksum(hashtag: string, counts: Readonly<Counts>): number {
  return rowChecksum(hashtag, countColumns(counts));
}

/** Of the totals of `batches` batches, named ''. */
export function totalsChecksum(batches: number, totals: Readonly<BatchTotals>): number {
  const { unscored, late, duplicate, rejected } = totals;
  return rowChecksum('', [batches, ...countColumns(totals), unscored, late, duplicate, rejected]);
}

/** A row's counts in the order of its columns. */
export function countColumns(c: Readonly<Counts>): number[] {
  return [
    c.posts,
    c.reposts,
    c.positive,
    c.neutral,
    c.negative,
    c.repostPositive,
    c.repostNeutral,
    c.repostNegative,
  ];
}

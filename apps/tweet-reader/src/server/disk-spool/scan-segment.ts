import type { DiskSegment } from './disk-segment.ts';
import { checkRecord, numberInGroupAt, RECORD_HEAD_BYTES, sequenceAt, stampAt } from './spool-record.ts';

/** Undamaged records of a segment that follow each other, in number and in place. */
export interface RecordRun {
  readonly first: number;
  next: number;
  readonly start: number;
  end: number;
  lastAt: number;
  /** Where the group of its last record begins: all before that had been durable. */
  groupFirst: number;
}

export interface ScanOptions {
  readonly first: number;
  /** Where the next segment begins: records from there on are not this one's. */
  readonly limit: number;
  readonly salt: number;
  /** Where the first record begins. */
  readonly offset: number;
}

/**
 * Finds the undamaged records of a segment. Where one is damaged it looks for the next, so that a flipped bit costs
 * the record it is in.
 *
 * @param segment is told of the records of the first run, if that begins with the segment's first record
 * @returns in order; without damage one run, for an empty segment none
 */
export function scanSegment(bytes: Buffer, options: ScanOptions, segment?: DiskSegment): RecordRun[] {
  const { first, limit, salt } = options;
  const runs: RecordRun[] = [];
  let run: RecordRun | undefined;
  let offset = options.offset;
  let expected = first;
  while (offset < bytes.length) {
    const end = checkRecord(bytes, offset, bytes.length, salt);
    const sequence = end < 0 ? -1 : sequenceAt(bytes, offset);
    if (sequence >= limit) break;
    if (sequence < expected) {
      offset = findRecord(bytes, offset + 1, { ...options, first: expected });
      if (offset < 0) break;
      run = undefined;
      continue;
    }
    const at = stampAt(bytes, offset);
    if (run === undefined || sequence !== expected) {
      run = { first: sequence, next: sequence, start: offset, end: offset, lastAt: at, groupFirst: first };
      runs.push(run);
    }
    run.next = sequence + 1;
    run.end = end;
    run.lastAt = Math.max(run.lastAt, at);
    run.groupFirst = sequence - numberInGroupAt(bytes, offset);
    if (runs.length === 1 && run.first === first) segment?.add(at, end);
    expected = sequence + 1;
    offset = end;
  }
  return runs;
}

/**
 * The runs that count, of the last segment of a spool that was not closed: a hole within the group that was being
 * written last is no damage, but what a power cut leaves of it. Nothing of that group had been durable, or sent.
 *
 * @param first the segment's first record
 * @param highestAck what was acked had been durable
 */
export function withoutTornGroup(runs: readonly RecordRun[], first: number, highestAck: number): RecordRun[] {
  const groupFirst = runs.at(-1)?.groupFirst ?? first;
  const torn = runs.findIndex(({ first: after }, i) => {
    const missing = runs[i - 1]?.next ?? first;
    return after > missing && groupFirst <= missing && highestAck < missing;
  });
  return torn < 0 ? [...runs] : runs.slice(0, torn);
}

/** @returns where the next undamaged record numbered `first` or later begins; -1: there is none */
export function findRecord(
  bytes: Buffer,
  from: number,
  { first, limit, salt }: Omit<ScanOptions, 'offset'>,
): number {
  const last = bytes.length - RECORD_HEAD_BYTES;
  for (let offset = from; offset <= last; offset += 1) {
    const sequence = sequenceAt(bytes, offset);
    // As many as could lie before it, and no more: that spares nearly all checksums.
    if (sequence < first || sequence >= limit) continue;
    if (sequence - first > bytes.length / RECORD_HEAD_BYTES) continue;
    if (checkRecord(bytes, offset, bytes.length, salt) >= 0) return offset;
  }
  return -1;
}

import { decodeFrame, FRAME_BYTES, type LogFrame } from './log-frame.ts';
import { decodeSegmentHeader, SEGMENT_HEADER_BYTES, type SegmentHeader } from './segment-header.ts';

/** Bytes that are no record, with records after them. */
interface SegmentHole {
  readonly start: number;
  readonly end: number;
  /** Of the first record that is missing. */
  readonly sequence: number;
  /** It had been synced: a disk, not a crash, has done it. */
  readonly wasDurable: boolean;
}

/** What a segment holds. Nothing is in it that was not written. */
export interface SegmentScan {
  /** undefined: it has none, and so nothing can be read. */
  readonly header: SegmentHeader | undefined;
  /** In order; those after a hole too. */
  readonly records: readonly LogFrame[];
  readonly holes: readonly SegmentHole[];
  /** Where the last record ends; what follows is a torn tail. */
  readonly end: number;
  /** The sequence that follows. */
  readonly nextSequence: number;
}

/** After a hole no more than this many times the segment's bytes are checked for records. */
const MAX_CHECKS = 16;

/**
 * Reads a whole segment, whatever is in it.
 *
 * @param expected no record is earlier
 */
export function scanSegment(bytes: Buffer, expected: number): SegmentScan {
  const header = decodeSegmentHeader(bytes);
  const records: LogFrame[] = [];
  const holes: Omit<SegmentHole, 'wasDurable'>[] = [];
  if (header === undefined) return { header, records, holes: [], end: 0, nextSequence: expected };
  let nextSequence = Math.max(expected, header.firstSequence);
  // All that is earlier had been durable, whichever group it was of.
  let lastGroup = 0;
  let end = SEGMENT_HEADER_BYTES;
  const budget = { left: MAX_CHECKS * bytes.length };
  while (end < bytes.length) {
    let at = end;
    let frame = decodeFrame(bytes, at, header.salt, nextSequence);
    if (frame === undefined) {
      at = findFrame(bytes, end + FRAME_BYTES, header.salt, nextSequence, budget);
      frame = at < 0 ? undefined : decodeFrame(bytes, at, header.salt, nextSequence);
      if (frame === undefined) break;
      holes.push({ start: end, end: at, sequence: nextSequence });
    }
    if (!frame.isFiller) {
      lastGroup = frame.sequence - frame.numberInGroup;
      records.push(frame);
      nextSequence = frame.sequence + 1;
    }
    end = frame.end;
  }
  const judged = holes.map((hole) => ({ ...hole, wasDurable: lastGroup > hole.sequence }));
  return { header, records, holes: judged, end, nextSequence };
}

/** Where the next record begins, from `from` on; -1: nowhere. */
function findFrame(
  bytes: Buffer,
  from: number,
  salt: number,
  expected: number,
  budget: { left: number },
): number {
  const spend = (numBytes: number): void => {
    budget.left -= numBytes;
  };
  for (let at = from; at + FRAME_BYTES <= bytes.length && budget.left > 0; at += 1) {
    if (decodeFrame(bytes, at, salt, expected, spend) !== undefined) return at;
  }
  return -1;
}

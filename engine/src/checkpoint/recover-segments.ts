import { encodeFiller, FRAME_BYTES } from './log-frame.ts';
import { type LogSegment, newSegment, segmentName, segmentNumber } from './log-segment.ts';
import { scanSegment } from './scan-segment.ts';
import type { SegmentFolder } from './segment-folder.ts';

/** A record as it is found again. Its payload is good during the call only. */
export interface RecoveredRecord {
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly place: LogPlace;
  /** Records before it were damaged and are gone. */
  readonly isAfterDamage: boolean;
}

/** Where a record's payload lies. */
export interface LogPlace {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** What was wrong with a log when it was opened. */
export interface LogDamage {
  /** Bytes behind the last whole record: written, never synced. */
  readonly tornBytes: number;
  /** Bytes that had been durable and cannot be read. */
  readonly damagedBytes: number;
  /** Where the files as they were found are kept. */
  readonly keptAs: readonly string[];
}

/** What an owner says of a record: keep it, with what time; or undefined: it must not come again. */
export type RecordVisitor = (record: RecoveredRecord) => number | undefined;

export interface RecoveredLog {
  readonly segments: LogSegment[];
  readonly nextSequence: number;
  readonly damage: LogDamage;
}

/**
 * Reads all segments, oldest first, and puts them in order: a torn tail is cut off; a file that was damaged before
 * its end is kept as `<name>.corrupt`, and in itself the damaged bytes are covered. All that is found survives a power
 * cut from then on: a killed process leaves behind what it had written and not synced.
 */
export function recoverSegments(
  folder: SegmentFolder,
  salt: () => number,
  visit: RecordVisitor,
): RecoveredLog {
  const numbers = numbersIn(folder);
  const segments: LogSegment[] = [];
  const keptAs: string[] = [];
  let tornBytes = 0;
  let damagedBytes = 0;
  let nextSequence = 1;
  let isAfterDamage = false;
  const keep = (name: string): void => {
    const to = freeName(folder, `${name}.corrupt`);
    folder.copy(name, to);
    keptAs.push(to);
  };
  for (const number of numbers) {
    const name = segmentName(number);
    const bytes = folder.read(name);
    const isLast = number === numbers.at(-1);
    const { header, records, holes, end, nextSequence: next } = scanSegment(bytes, nextSequence);
    const tail = bytes.length - end;
    const isDamaged = holes.some(({ wasDurable }) => wasDurable) || (tail > 0 && !isLast);
    if (isDamaged) keep(name);
    if (tail > 0 && isLast) tornBytes += tail;
    if (tail > 0 && !isLast) damagedBytes += tail;
    const segment = newSegment(number, header?.salt ?? salt());
    segment.length = end;
    segments.push(segment);
    if (tail > 0) folder.cut(name, end);
    for (const { start, end: until, sequence, wasDurable } of holes) {
      if (wasDurable) damagedBytes += until - start;
      else tornBytes += until - start;
      folder.patch(name, start, encodeFiller(segment.salt, sequence, until - start));
    }
    let hole = 0;
    for (const { sequence, start, end: until } of records) {
      for (; (holes[hole]?.start ?? Infinity) < start; hole += 1) isAfterDamage = true;
      const place = { segment: number, offset: start, length: until - start };
      const time = visit({ sequence, payload: bytes.subarray(start, until), place, isAfterDamage });
      if (time === undefined) {
        const from = start - FRAME_BYTES;
        folder.patch(name, from, encodeFiller(segment.salt, sequence, until - from));
        continue;
      }
      segment.firstTime ??= time;
      segment.lastTime = Math.max(segment.lastTime, time);
      segment.lastSequence = sequence;
    }
    if (tail > 0) isAfterDamage = true;
    if (isLast) folder.secure(name);
    nextSequence = next;
  }
  return { segments, nextSequence, damage: { tornBytes, damagedBytes, keptAs } };
}

function freeName(folder: SegmentFolder, name: string): string {
  const taken = new Set(folder.list());
  let free = name;
  for (let i = 2; taken.has(free); i += 1) free = `${name}-${i}`;
  return free;
}

function numbersIn(folder: SegmentFolder): number[] {
  return folder
    .list()
    .flatMap((name) => segmentNumber(name) ?? [])
    .sort((a, b) => a - b);
}

/** The payloads of what can be read, in order; nothing is changed. */
export function* peekSegments(folder: SegmentFolder): Generator<Uint8Array> {
  for (const number of numbersIn(folder)) {
    const bytes = folder.read(segmentName(number));
    for (const { start, end } of scanSegment(bytes, 0).records) yield bytes.subarray(start, end);
  }
}

/** Keeps all segments as `<name>.<suffix>`, and leaves none. @returns their new names */
export function setSegmentsAside(folder: SegmentFolder, suffix: string): string[] {
  return numbersIn(folder).map((number) => {
    const name = segmentName(number);
    const to = freeName(folder, `${name}.${suffix}`);
    folder.copy(name, to);
    folder.cut(name, 0);
    return to;
  });
}

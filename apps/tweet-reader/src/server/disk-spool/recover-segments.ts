import type { Clock } from '@hashtide/engine';
import type { EngineAcks } from '../engine-acks.ts';
import { DiskSegment } from './disk-segment.ts';
import { mendSegment } from './mend-segment.ts';
import { type RecordRun, scanSegment, withoutTornGroup } from './scan-segment.ts';
import { decodeSegmentHeader, encodeSegmentHeader, firstOf } from './segment-header.ts';
import { SegmentList } from './segment-list.ts';
import { readFile, type SpoolFile, type SpoolFiles } from './spool-files.ts';
import { segmentSalt } from './spool-record.ts';

/** More missing records than this are not made up for: what lies before them is given up too. */
const MAX_FILLED = 1_000_000;
/** Damaged files that are kept for whoever wants to look at them. */
const MAX_CORRUPT = 8;

/** What was wrong with a spool. */
export interface DamageReport {
  /** Bytes cut off the end: a record that was being written when the power or the process went. */
  readonly tornBytes: number;
  /** Records that were damaged or missing before the end; an error record stands in the place of each. */
  readonly numDamaged: number;
  /** Records that were given up because too many were missing after them, and the missing ones. */
  readonly numGivenUp: number;
  /** The damaged files, as they were. */
  readonly corrupt: readonly string[];
}

export interface RecoverSegmentsOptions {
  readonly files: SpoolFiles;
  readonly clock: Clock;
  readonly epoch: string;
  readonly acks: EngineAcks;
  /** The reader before this one ended in order: nothing was being written. */
  readonly wasClosed: boolean;
}

/** Reads the segments of `epoch`, oldest first; see {@link recoverSpool}. */
export async function recoverSegments({ files, clock, epoch, acks, wasClosed }: RecoverSegmentsOptions) {
  const firsts = (await files.list())
    .flatMap((name) => firstOf(name) ?? [])
    .sort((one, other) => one - other);
  const found: DiskSegment[] = [];
  const corrupt: string[] = [];
  const counts = { tornBytes: 0, numDamaged: 0, numGivenUp: 0 };
  let next = firsts[0] ?? 1;
  for (const [i, first] of firsts.entries()) {
    const isLast = i === firsts.length - 1;
    const read = await readSegment({ files, epoch, first, limit: firsts[i + 1] ?? Infinity, clock });
    if (read === undefined) {
      // Of a stream that is over.
      if (found.length === 0) next = firsts[i + 1] ?? 1;
      continue;
    }
    if (first > next && found.length > 0) await fill(first);
    next = first;
    const { segment, bytes } = read;
    const runs = isLast && !wasClosed ? withoutTornGroup(read.runs, first, acks.highest) : read.runs;
    const end = runs.at(-1)?.next ?? first;
    const isWhole = runs.length === 0 ? isLast : runs.length === 1 && runs[0]?.first === first;
    const missing = isLast ? 0 : (firsts[i + 1] as number) - end;
    if (isWhole && missing === 0) {
      found.push(segment);
      if (isLast) counts.tornBytes = Math.max(0, bytes.length - segment.numBytes);
    } else if (isWhole && (acks.lowest ?? 0) >= end + missing - 1) {
      // Every engine has the missing ones too: they were let go of, and this older file would not go.
      for (const { name } of [...found.splice(0), segment]) await files.remove(name);
    } else if (missing > MAX_FILLED) {
      await giveUp(end, read);
    } else {
      const until = Math.max(end, isLast ? end : (firsts[i + 1] as number));
      const mended = await mendSegment({ files, epoch, segment, bytes, runs, next: until });
      corrupt.push(mended.corrupt);
      counts.numDamaged += mended.numDamaged;
      found.push(mended.segment);
    }
    next = found.at(-1)?.next ?? (firsts[i + 1] as number);
  }
  // What an engine has had was given out, whatever became of it here.
  if (acks.highest >= next) await fill(acks.highest + 1);
  await keepFew(files);
  const segments = new SegmentList(found, next);
  return { segments, file: await openLast(files, epoch, segments), damage: { ...counts, corrupt } };

  /** Puts error records in the place of the records `next … until − 1`, or gives up all before them. */
  async function fill(until: number): Promise<void> {
    if (until - next > MAX_FILLED || (acks.lowest ?? 0) >= until - 1) {
      const first = found[0]?.first ?? next;
      if ((acks.lowest ?? 0) < until - 1) counts.numGivenUp += until - first;
      for (const { name } of found.splice(0)) await files.remove(name);
      next = until;
      return;
    }
    const last = found.at(-1);
    if (last?.first === last?.next) found.pop();
    const lastAt = found.at(-1)?.lastAt ?? 0;
    const headerBytes = encodeSegmentHeader({ epoch, createdAt: 0 }).length;
    const segment = new DiskSegment({ epoch, first: next, headerBytes, createdAt: clock.now() });
    const filled = await mendSegment({
      files,
      epoch,
      segment,
      bytes: undefined,
      runs: [],
      next: until,
      lastAt,
    });
    counts.numDamaged += filled.numDamaged;
    found.push(filled.segment);
    next = until;
  }

  async function giveUp(end: number, { segment }: { segment: DiskSegment }): Promise<void> {
    const first = found[0]?.first ?? segment.first;
    counts.numGivenUp += end - first;
    await files.rename(segment.name, `${segment.name}.corrupt`);
    corrupt.push(`${segment.name}.corrupt`);
    for (const { name } of found.splice(0)) await files.remove(name);
  }
}

/** @returns undefined: the segment is of another epoch, and has been removed */
async function readSegment(options: {
  readonly files: SpoolFiles;
  readonly epoch: string;
  readonly first: number;
  readonly limit: number;
  readonly clock: Clock;
}): Promise<{ segment: DiskSegment; runs: RecordRun[]; bytes: Buffer } | undefined> {
  const { files, epoch, first, limit, clock } = options;
  const headerBytes = encodeSegmentHeader({ epoch, createdAt: 0 }).length;
  const probe = new DiskSegment({ epoch, first, headerBytes, createdAt: 0 });
  const bytes = (await readFile(files, probe.name)) ?? Buffer.alloc(0);
  const header = decodeSegmentHeader(bytes);
  if (header !== undefined && header.epoch !== epoch) {
    await files.remove(probe.name);
    return undefined;
  }
  const createdAt = header?.createdAt ?? clock.now();
  const segment = new DiskSegment({ epoch, first, headerBytes, createdAt });
  const salt = segmentSalt(epoch, first);
  const runs = scanSegment(bytes, { first, limit, salt, offset: headerBytes }, segment);
  return { segment, runs, bytes };
}

/** Cuts off what follows the last record, so that more can be written after it, and makes sure of all before. */
async function openLast(
  files: SpoolFiles,
  epoch: string,
  segments: SegmentList,
): Promise<SpoolFile | undefined> {
  const { last } = segments;
  if (last === undefined) return undefined;
  const file = await files.open(last.name, 'write');
  try {
    await file.truncate(last.numBytes);
    await file.write([encodeSegmentHeader({ epoch, createdAt: last.createdAt })], 0);
    await file.datasync();
    await files.sync();
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function keepFew(files: SpoolFiles): Promise<void> {
  const names = (await files.list()).filter((name) => name.endsWith('.corrupt')).sort();
  for (const name of names.slice(0, -MAX_CORRUPT)) await files.remove(name);
}

import { randomUUID } from 'node:crypto';
import { type Clock, StreamingError } from '@hashtide/engine';
import { EngineAcks } from '../engine-acks.ts';
import { type DamageReport, recoverSegments } from './recover-segments.ts';
import { decodeSegmentHeader, firstOf } from './segment-header.ts';
import type { SegmentList } from './segment-list.ts';
import { readFile, type SpoolFile, type SpoolFiles } from './spool-files.ts';
import { readEpoch, readState, type SpoolState, writeEpoch, writeState } from './spool-state.ts';

const VERSION = /^hashtide-spool (\d+) /;

/** What a spool held when it was opened. */
export interface SpoolRecovery extends DamageReport {
  readonly epoch: string;
  readonly isNew: boolean;
  readonly first: number;
  readonly next: number;
  readonly numBytes: number;
  /** The reader before this one ended in order, so nothing that it had taken is missing. */
  readonly wasClosed: boolean;
  /** What came towards its end, by the records' stamps; 0: not known. */
  readonly recordsPerSecond: number;
  /** How long it took, ms. */
  readonly durationMs: number;
}

export interface RecoveredSpool {
  readonly recovery: SpoolRecovery;
  readonly segments: SegmentList;
  /** The last segment, open for writing; undefined: the first record will need one. */
  readonly file: SpoolFile | undefined;
  readonly acks: EngineAcks;
  readonly numDropped: number;
}

export interface RecoverOptions {
  readonly files: SpoolFiles;
  readonly clock: Clock;
  /** A stream that is over, and that every engine has, is not gone on with. */
  readonly isEndless: boolean;
}

/**
 * Reads what a spool's folder holds and mends it: a torn end is cut off; a segment with damage before its end is set
 * aside as `.corrupt` and written anew, with an error record in place of each that is lost.
 *
 * @throws {StreamingError} `SPOOL_FORMAT_UNKNOWN`, or what the disk says
 */
export async function recoverSpool({ files, clock, isEndless }: RecoverOptions): Promise<RecoveredSpool> {
  const startedAt = clock.now();
  const names = await files.list();
  for (const name of names.filter((one) => one.endsWith('.new'))) await files.remove(name);
  const known = await knownEpoch(files, names);
  const formerState = known === undefined ? undefined : await readState(files, known);
  const isOver = formerState?.isOver === true && !isEndless;
  const isNew = known === undefined || isOver;
  const epoch = isNew ? randomUUID() : known;
  if (isNew) await writeEpoch(files, epoch);
  const state = isOver ? undefined : formerState;
  const acks = state?.acks ?? new EngineAcks();
  const { segments, file, damage } = await recoverSegments({
    ...{ files, clock, epoch, acks },
    wasClosed: state?.isClosed === true,
  });
  // From now on, until it is closed in order, something may be missing at its end.
  const opened: SpoolState = { acks, isClosed: false, isOver: false, numDropped: state?.numDropped ?? 0 };
  await writeState(files, epoch, opened);
  const { first, next, numBytes } = segments;
  const wasClosed = isNew || state?.isClosed === true;
  const durationMs = clock.now() - startedAt;
  return {
    recovery: {
      ...damage,
      ...{ epoch, isNew, first, next, numBytes, wasClosed, durationMs },
      recordsPerSecond: segments.last?.recordsPerSecond ?? 0,
    },
    segments,
    file,
    acks,
    numDropped: opened.numDropped,
  };
}

/** The epoch that the folder is of: its own file says so, and each segment again. */
async function knownEpoch(files: SpoolFiles, names: readonly string[]): Promise<string | undefined> {
  const text = (await readFile(files, 'epoch'))?.toString('latin1') ?? '';
  const version = VERSION.exec(text)?.[1];
  if (version !== undefined && version.length < 4 && version !== '1') {
    throw new StreamingError(
      'SPOOL_FORMAT_UNKNOWN',
      `the spool ${files.folder} has format ${version}; this version reads format 1`,
      { fix: 'Read it with the version that wrote it, or choose another place: --data-dir DIR' },
    );
  }
  const epoch = await readEpoch(files);
  if (epoch !== undefined) return epoch;
  for (const name of names
    .filter((one) => firstOf(one) !== undefined)
    .sort()
    .reverse()) {
    const header = decodeSegmentHeader((await readFile(files, name)) ?? Buffer.alloc(0));
    if (header === undefined) continue;
    await writeEpoch(files, header.epoch);
    return header.epoch;
  }
  return undefined;
}

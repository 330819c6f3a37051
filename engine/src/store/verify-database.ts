import { toError } from '../errors.ts';
import { batchProblems } from './batch-problems.ts';
import { BatchReader } from './batch-reader.ts';
import { positionProblems, structureProblems } from './check-database.ts';
import { nameProblems } from './check-names.ts';
import { openForReading } from './open-database.ts';
import { damagedRollups, type Span } from './rollup-reader.ts';
import { readMark } from './store-mark.ts';
import { walDamage } from './wal-damage.ts';

/** What {@link verifyDatabase} found. */
export interface VerifyReport {
  readonly database: string;
  /** Nothing is wrong. */
  readonly isWhole: boolean;
  /** Batches in it, rolled up or not. */
  readonly batches: number;
  /** The newest batch, epoch ms; null: none. */
  readonly lastBatchTime: number | null;
  readonly spans: number;
  /** Batches whose rows do not give their checksum, oldest first. */
  readonly damagedBatches: readonly number[];
  readonly damagedSpans: readonly Span[];
  /** All else, in sentences: structure, write-ahead log, batches that are gone, positions, names. */
  readonly problems: readonly string[];
}

/**
 * Reads a whole database and says what is wrong with it. Changes nothing; an engine may be writing meanwhile.
 *
 * @throws {StreamingError} `DATABASE_NOT_FOUND`, `FOREIGN_DATABASE`, `STORE_TOO_NEW`: there is nothing to verify
 */
export function verifyDatabase(file: string): VerifyReport {
  const mark = readMark(file);
  const problems = logProblems(file);
  const damagedBatches: number[] = [];
  const damagedSpans: Span[] = [];
  let batches = 0;
  let spans = 0;
  let lastBatchTime: number | null = null;
  try {
    const db = openForReading(file);
    try {
      problems.push(...structureProblems(db, 'integrity_check'));
      const reader = new BatchReader(db);
      batches = reader.numBatches();
      lastBatchTime = reader.lastBatchTime() ?? null;
      if (mark !== undefined && mark.batchTime > (lastBatchTime ?? Number.NEGATIVE_INFINITY)) {
        const gone = Math.max(1, mark.numBatches - batches);
        problems.push(
          `${gone} committed ${gone === 1 ? 'batch is' : 'batches are'} gone, up to ${mark.batchTime}`,
        );
      }
      damagedBatches.push(...reader.damagedBatches(Number.NEGATIVE_INFINITY));
      damagedSpans.push(...damagedRollups(db));
      spans = db.prepare<[], number>('SELECT count(*) FROM batch_rollup').pluck().get() ?? 0;
      problems.push(...batchProblems(db), ...positionProblems(db), ...nameProblems(db));
    } finally {
      db.close();
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    problems.push(toError(error).message);
  }
  const isWhole = problems.length + damagedBatches.length + damagedSpans.length === 0;
  return { database: file, isWhole, batches, lastBatchTime, spans, damagedBatches, damagedSpans, problems };
}

/** Looks more than once: an engine may have begun the log anew while it was read. */
function logProblems(file: string): string[] {
  for (let tries = 0; tries < 3; tries += 1) {
    if (walDamage(`${file}-wal`) === undefined) return [];
  }
  const { frame, numLost } = walDamage(`${file}-wal`) ?? { frame: 0, numLost: 0 };
  return numLost === 0
    ? []
    : [`${file}-wal is damaged in frame ${frame}: ${numLost} pages of it are not read`];
}

function isDamage(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code);
  return /^(STORE_CORRUPT|NOT_A_DATABASE|STORE_FAILED|SQLITE_(CORRUPT|NOTADB|ERROR))/.test(code);
}

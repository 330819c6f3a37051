import { resolve } from 'node:path';
import { FileSegmentFolder } from '../checkpoint/file-segment-folder.ts';
import { RAW_SOURCE } from '../sources/line-protocol/messages.ts';
import { SourceLog, type SourceLogReport } from '../sources/line-protocol/source-log.ts';
import type { StreamPosition } from '../sources/line-protocol/stream-positions.ts';
import type { Clock } from '../time/clock.ts';
import { positionIn } from './source-id.ts';
import type { Store } from './store.ts';

export interface OpenSourceLogOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether what comes is logged. What a log still holds is worked off in any case, and more added to it. */
  readonly isWanted: boolean;
  readonly onTrouble: (error: Error | undefined) => void;
  /** Takes one line for people. */
  readonly say: (message: string) => void;
}

/**
 * The log beside a database: `<database>-log/`. What it holds and the database does not comes before all else.
 *
 * @returns undefined: it is not wanted, and there is none
 * @throws {StreamingError} `LOG_IN_USE`
 */
export function openSourceLog(options: OpenSourceLogOptions): SourceLog | undefined {
  const { store, clock, isWanted, onTrouble, say } = options;
  const folder = new FileSegmentFolder(`${resolve(store.file)}-log`);
  if (!isWanted && !folder.list().some((name) => name.endsWith('.log'))) return undefined;
  const log = new SourceLog({
    folder,
    clock,
    lastBatchTime: store.lastBatchTime() ?? Number.NEGATIVE_INFINITY,
    committed: (source, epoch) => positionIn(store, source, epoch),
    onTrouble,
  });
  for (const line of describe(log.report, folder.location)) say(line);
  return log;
}

/** Where a plain peer's lines go on being numbered, as far as the database knows. */
export function rawPositionIn(store: Store): StreamPosition[] {
  const { epoch, nextSequence: next } = store.position(RAW_SOURCE) ?? {};
  if (epoch === undefined || next === undefined) return [];
  const lastAt = store.lastBatchTime() ?? Number.NEGATIVE_INFINITY;
  return [{ source: RAW_SOURCE, epoch, next, lastAt, durable: next - 1 }];
}

function describe(report: SourceLogReport, location: string): string[] {
  const { tornBytes, damagedBytes, keptAs, numReplayed, numAskedAgain, numLost, othersKeptAs } = report;
  const lines: string[] = [];
  if (othersKeptAs.length > 0)
    lines.push(`${location} is of another database; set aside as ${othersKeptAs.join(', ')}`);
  if (tornBytes > 0)
    lines.push(`the log’s last ${tornBytes} bytes had not been synced and are cut off; they were not acked`);
  if (damagedBytes > 0)
    lines.push(`${damagedBytes} bytes of the log are damaged; kept as ${keptAs.join(', ')} in ${location}`);
  if (numAskedAgain > 0)
    lines.push(
      `${numAskedAgain} records of the log do not follow what is counted (damage, or another copy of the database); the reader is asked for them again`,
    );
  if (numLost > 0) lines.push(`${numLost} records are lost with the damage`);
  if (numReplayed > 0) lines.push(`${numReplayed} records from the log are counted now`);
  return lines;
}

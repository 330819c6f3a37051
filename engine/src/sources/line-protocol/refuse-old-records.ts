import { StreamingError } from '../../errors.ts';
import type { Greeting } from './messages.ts';

export interface DatabasePosition {
  /** The last batch in the database, epoch ms; -Infinity: none. */
  readonly lastBatchTime: number;
  /** The first sequence number of this stream that is not in the database; undefined: it knows nothing of it. */
  readonly known: number | undefined;
  /** The file, for the message. */
  readonly database: string;
}

/**
 * Refuses a recording that is new to a database and begins before the database's last batch: its records would
 * all go into the wrong batch. A live source is never refused: what comes late from it is counted as late.
 * @param firstRecordAt stamp of the first record, epoch ms
 * @throws {StreamingError} `RECORDS_TOO_OLD`
 */
export function refuseOldRecords(
  greeting: Greeting,
  firstRecordAt: number,
  position: DatabasePosition,
): void {
  const { lastBatchTime, known, database } = position;
  if (greeting.clock === 'live' || known !== undefined || firstRecordAt > lastBatchTime) return;
  throw new StreamingError(
    'RECORDS_TOO_OLD',
    `the recording begins at ${utc(firstRecordAt)}, but ${database} already counts another stream up to ` +
      `${utc(lastBatchTime)}; a database goes forward in time only`,
    { fix: 'Give the recording a database of its own: --db FILE' },
  );
}

function utc(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

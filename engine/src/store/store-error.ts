import { StreamingError, toError } from '../errors.ts';

/** SQLite's stable name of what went wrong, such as `SQLITE_FULL`; '' for an error that is not SQLite's. */
export function sqliteCode(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
}

/** What SQLite threw while `doing` something to `file`, as an error that says what to do. */
export function storeError(thrown: unknown, doing: string, file: string): StreamingError {
  if (thrown instanceof StreamingError) return thrown;
  const cause = toError(thrown);
  const code = sqliteCode(thrown);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    const damaged = code !== 'SQLITE_NOTADB';
    return new StreamingError(
      damaged ? 'STORE_CORRUPT' : 'NOT_A_DATABASE',
      damaged ? `${file} is damaged (${cause.message}).` : `${file} is not an SQLite database.`,
      {
        fix: damaged
          ? 'Move it aside and start again from a recording or a backup'
          : 'Name another file: --db FILE',
        cause,
      },
    );
  }
  if (code === 'SQLITE_FULL') {
    return new StreamingError(
      'DISK_FULL',
      `No space left for ${file} (${doing}). Nothing was lost or half written.`,
      {
        fix: 'Make room on that disk and start again: it goes on where it stopped. Or use another one: --db FILE',
        cause,
      },
    );
  }
  return new StreamingError(
    'STORE_FAILED',
    `${doing} failed on ${file}: ${cause.message} (${code || cause.name}).`,
    {
      fix: 'Check the disk and who may write there: hashtide doctor',
      cause,
    },
  );
}

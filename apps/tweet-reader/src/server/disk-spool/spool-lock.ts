import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamingError, toError } from '@hashtide/engine';

/**
 * Keeps every other reader out of a spool's folder, which is made where it is missing. The operating system lets go
 * of the lock with the process, however it ends.
 *
 * @returns lets go
 * @throws {StreamingError} `SPOOL_LOCKED`, with the holder's pid; `SPOOL_NOT_WRITABLE`
 */
export async function lockSpool(folder: string): Promise<() => void> {
  const { StoreLock } = await import('@hashtide/engine/store');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = new StoreLock(join(folder, 'spool'));
    return () => lock.release();
  } catch (cause) {
    const { message } = toError(cause);
    if (!(cause instanceof StreamingError && cause.code === 'STORE_LOCKED')) {
      throw notWritable(folder, cause);
    }
    const holder = /pid \d+/.exec(message)?.[0] ?? 'pid unknown';
    throw new StreamingError('SPOOL_LOCKED', `${folder} is in use by another reader (${holder})`, {
      fix: 'Stop that reader or connect to it; or choose another place (--data-dir DIR), or none (--no-spool)',
      cause,
    });
  }
}

/** @returns a StreamingError `SPOOL_NOT_WRITABLE` */
export function notWritable(folder: string, cause: unknown): StreamingError {
  const { message } = toError(cause);
  return new StreamingError('SPOOL_NOT_WRITABLE', `the spool ${folder} cannot be written: ${message}`, {
    fix: 'Make room and make it writable, choose another place (--data-dir DIR), or keep records in memory (--no-spool)',
    cause,
  });
}

import { closeSync, constants, fdatasync, fsync, openSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';

/** Pages copied in one turn of the event loop: 64 KiB, well under a millisecond. */
const PAGES_A_TURN = 16;
/** So much is copied between two requests to the disk, so that none is long. */
const PAGES_A_SYNC = 512;

const syncData = promisify(fdatasync);
const syncFile = promisify(fsync);

/** Options of {@link copyDatabase}. */
export interface CopyOptions {
  /** Where the copy is made; removed first, and when the copy fails. */
  readonly part: string;
  /** The name it gets when it is whole and on the disk; what had that name is replaced. */
  readonly final: string;
  /** false: all pages in one turn, so that another process's writes cannot make it begin again. Default true. */
  readonly inTurns?: boolean;
  /** Aborts the copy. */
  readonly signal?: AbortSignal;
  /** Looks at the copy before it gets its name; what it throws fails the copy. */
  readonly check?: (part: string) => void | Promise<void>;
}

/**
 * Copies an open database to a file (mode 0600) of its own, complete as of some moment between start and end. On the
 * writer's connection the commits go on meanwhile, and are in the copy.
 */
export async function copyDatabase(db: Database.Database, options: CopyOptions): Promise<void> {
  const { part, final, inTurns = true, signal, check } = options;
  rmSync(part, { force: true });
  const fd = openSync(part, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600);
  try {
    let sync: Promise<void> = Promise.resolve();
    let untilSync = PAGES_A_SYNC;
    await db.backup(part, {
      progress: () => {
        signal?.throwIfAborted();
        untilSync -= PAGES_A_TURN;
        if (untilSync <= 0) {
          untilSync = PAGES_A_SYNC;
          // In its own thread. A failure is found by the last one.
          sync = sync.then(() => syncData(fd)).catch(() => {});
        }
        return inTurns ? PAGES_A_TURN : 0x7fffffff;
      },
    });
    await sync;
    await syncData(fd);
    signal?.throwIfAborted();
    standAlone(part);
    await check?.(part);
    signal?.throwIfAborted();
    await syncFile(fd);
    await rename(part, final);
    await syncFolder(dirname(final));
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(part + suffix, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Makes a new name durable, in another thread: a disk that others write to may take a second for it. */
async function syncFolder(folder: string): Promise<void> {
  const fd = openSync(folder, 'r');
  try {
    await syncFile(fd);
  } finally {
    closeSync(fd);
  }
}

/** A copy that is only read needs no log beside it, and leaves none. */
function standAlone(file: string): void {
  const copy = new Database(file);
  try {
    // The disk is asked once, at the end, and not in this thread.
    copy.pragma('synchronous = OFF');
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

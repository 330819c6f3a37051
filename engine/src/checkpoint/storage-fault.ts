/** Why storage does not take what it is given, for now. */
export type StorageFault = 'disk-full' | 'io-error' | 'busy';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL', 'DISK_FULL']);
const BUSY = /^SQLITE_(BUSY|LOCKED)/;
const BROKEN = /^(EIO|EROFS|EMFILE|ENFILE|ENOMEM|SQLITE_(IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL))/;

/**
 * Tells a fault that may go away by itself (space is made, a disk comes back, another program lets go) from one that
 * will not.
 *
 * @param thrown what a write threw, or an error that was made of it: causes are looked at too
 * @returns undefined: trying again would not help
 */
export function storageFaultOf(thrown: unknown): StorageFault | undefined {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 8; depth += 1) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code === 'string') {
      if (FULL.has(code)) return 'disk-full';
      if (BUSY.test(code)) return 'busy';
      if (BROKEN.test(code)) return 'io-error';
    }
    error = error.cause;
  }
  return undefined;
}

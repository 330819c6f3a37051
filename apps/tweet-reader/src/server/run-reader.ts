import { describeRecovery } from './disk-spool/describe-recovery.ts';
import { DiskSpool } from './disk-spool/disk-spool.ts';
import { canBeReadAgain, type ReaderResult, ReaderRun, type RunReaderOptions } from './reader-run.ts';
import { requireLoopback } from './require-loopback.ts';
import { Spool } from './spool.ts';

export type { ReaderResult, RunReaderOptions } from './reader-run.ts';

/**
 * Serves a source to engines. A live source is read from now on, a recorded one from when the first engine has said
 * where it goes on.
 * @returns when a recording is over and every connected engine, at least one, has acked all of it; or after an abort
 * @throws {StreamingError} `PORT_IN_USE`, `NOT_LOOPBACK`, `SPOOL_LOCKED`, `SPOOL_NOT_WRITABLE`, or what the source
 *   threw
 */
export async function runReader(options: RunReaderOptions): Promise<ReaderResult> {
  const { signal, source, clock, log, diskSpool } = options;
  signal.throwIfAborted();
  if (options.host !== undefined) requireLoopback(options.host);
  if (diskSpool === undefined || canBeReadAgain(source)) {
    const spool = new Spool(options.spool);
    return new ReaderRun(options, spool, (sequence) => spool.restartAt(sequence)).untilOver();
  }
  let run: ReaderRun | undefined;
  const spool = await DiskSpool.open({
    ...diskSpool,
    clock,
    mayWait: source.clock === 'recorded',
    onProgress: () => run?.spoolProgress(),
    log,
  });
  let isOver = false;
  try {
    // Stamps never go back, also over a restart after which the machine's clock is behind.
    if (Number.isFinite(spool.lastAt)) clock.notBefore?.(spool.lastAt);
    for (const line of describeRecovery(spool.recovery, diskSpool.folder, source.clock)) log(line);
    run = new ReaderRun(options, spool);
    const result = await run.untilOver();
    isOver = run.isDone;
    return result;
  } finally {
    await spool.close({ isOver });
  }
}

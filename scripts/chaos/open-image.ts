import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { openSourceLog } from '../../engine/src/store/open-source-log.ts';
import { openStore } from '../../engine/src/store/open-store.ts';
import { SystemClock } from '../../engine/src/time/clock.ts';

/** What an engine finds when it opens what a power cut has left. */
export interface OpenedImage {
  /** The first sequence number of the stream that neither the tables nor the log have. */
  readonly next: number;
  /** The first that the tables have not. */
  readonly committed: number;
  /** What it says of damage. */
  readonly warnings: readonly string[];
}

/** Writes the files of an image, which lay in `from`, into the folder `to`; an old one is removed. */
export function writeImage(image: ReadonlyMap<string, Buffer>, from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const [path, bytes] of image) {
    // Shared memory is made anew by whoever comes first.
    if (basename(path).endsWith('-shm')) continue;
    const file = join(to, relative(from, path));
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, bytes, { mode: 0o600 });
  }
}

/** Opens database and log as the engine does, its own recovery and all. @throws what it throws */
export async function openImage(database: string, batchMs: number, epoch: string): Promise<OpenedImage> {
  const store = openStore({ file: database, batchDurationMs: batchMs, model: 'afinn' });
  const warnings = [...store.warnings];
  let log: ReturnType<typeof openSourceLog>;
  try {
    log = openSourceLog({
      ...{ store, clock: new SystemClock(), isWanted: true },
      onTrouble: (error) => error && warnings.push(error.message),
      say: (line) => /damaged|lost|asked|another/.test(line) && warnings.push(line),
    });
    const committed = store.positions().find((position) => position.epoch === epoch)?.nextSequence ?? 1;
    const logged = log?.positions.find((position) => position.epoch === epoch)?.next ?? 1;
    let replayed = committed;
    for (const { block } of log?.takeReplay() ?? []) {
      if (block.fromSequence > replayed)
        warnings.push(`records ${replayed} to ${block.fromSequence - 1} are missing`);
      replayed = Math.max(replayed, block.untilSequence);
    }
    if (logged > replayed) warnings.push(`the log says ${logged} and replays up to ${replayed}`);
    return { next: Math.max(committed, replayed), committed, warnings };
  } finally {
    await log?.close();
    store.close();
  }
}

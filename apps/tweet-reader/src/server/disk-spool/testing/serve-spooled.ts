import { ManualClock, until } from '@hashtide/engine/testing';
import type { TweetSource } from '../../../tweet-source.ts';
import { type ReaderResult, runReader } from '../../run-reader.ts';
import { engine } from '../../test-support.ts';
import type { DiskSpoolOptions } from '../disk-spool.ts';
import type { MemoryFiles } from './memory-files.ts';

/**
 * A reader of `source` with a spool on a disk in memory; its clock goes on by itself, 20 ms a turn.
 *
 * @param opened is given what is to be called at the end
 */
export async function serveSpooled(
  opened: (() => unknown)[],
  source: TweetSource,
  spool: Partial<DiskSpoolOptions> & { files: MemoryFiles },
  windowBytes?: number,
) {
  const clock = new ManualClock(50_000);
  const life = new AbortController();
  const logged: string[] = [];
  const listening = Promise.withResolvers<number>();
  let result: ReaderResult | undefined;
  const over = runReader({
    source,
    port: 0,
    clock,
    signal: life.signal,
    log: (line) => logged.push(line),
    onListening: listening.resolve,
    diskSpool: { folder: '/spool', ...spool },
    ...(windowBytes !== undefined && { windowBytes }),
  });
  let isOver = false;
  void over
    .then((value) => {
      result = value;
    })
    .finally(() => {
      isOver = true;
    })
    .catch(() => {});
  const port = await listening.promise;
  /** Lets time go on until `condition` holds. */
  const whenever = (condition: () => boolean, stepMs = 20): Promise<void> =>
    until(() => {
      clock.advance(stepMs);
      return condition();
    });
  const stop = async (): Promise<void> => {
    life.abort();
    await whenever(() => isOver, 1_000);
  };
  opened.push(stop);
  const join = async () => {
    const joined = await engine(port);
    opened.push(joined.close);
    return joined;
  };
  return { clock, logged, join, over, stop, whenever, result: () => result };
}

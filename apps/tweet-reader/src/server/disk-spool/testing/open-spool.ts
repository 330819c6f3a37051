import { ManualClock, until } from '@hashtide/engine/testing';
import { DiskSpool, type OpenDiskSpoolOptions } from '../disk-spool.ts';
import { MemoryFiles } from './memory-files.ts';

/** A spool on a disk in memory, and what it said. */
export async function openSpool(
  options: Partial<OpenDiskSpoolOptions> & { files?: MemoryFiles; clock?: ManualClock } = {},
) {
  const { files = new MemoryFiles(), clock = new ManualClock(1_000_000), ...rest } = options;
  const logged: string[] = [];
  const spool = await DiskSpool.open({
    folder: files.folder,
    files,
    clock,
    mayWait: false,
    onProgress: () => {},
    log: (line) => logged.push(line),
    ...rest,
  });
  return { spool, files, clock, logged };
}

/** The spool's lines from `sequence` on, as an engine gets them. */
export async function linesFrom(spool: DiskSpool, sequence: number): Promise<string[]> {
  const lines: string[] = [];
  let isReady = true;
  const cursor = spool.cursor(() => {
    isReady = true;
  });
  for (let next = sequence; next < spool.next; ) {
    const slice = cursor.read(next);
    if (slice === undefined) {
      isReady = false;
      // It may have been ready at once.
      await until(() => isReady);
      continue;
    }
    lines.push(...Buffer.from(slice.bytes).toString().split('\n').slice(0, -1));
    next = slice.next;
  }
  cursor.close();
  return lines;
}

/** Each record's number and content: a damaged one's is its error. */
export function parseLines(lines: readonly string[]): { sequence: number; content: string }[] {
  return lines.map((line) => {
    const { s, r }: { s: number; r: { data?: { id: string }; __rec: { error?: string } } } = JSON.parse(line);
    return { sequence: s, content: r.data?.id ?? r.__rec.error ?? '' };
  });
}

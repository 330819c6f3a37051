import { glob, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Time } from '../../time/duration.ts';

/** An entry of a folder. */
export interface ListedFile {
  readonly path: string;
  /** Epoch ms. */
  readonly modTime: Time;
  readonly numBytes: number;
  readonly isFile: boolean;
}

/** How many entries are looked at in one scan; more are left for when some have gone. */
export const MOST_ENTRIES = 100_000;
/** How many are looked at at the same time: Node has four threads for it. */
const AT_ONCE = 16;

/**
 * The entries of a folder, or of all folders that a pattern such as `logs/day-*` names, in order of their paths.
 *
 * @param onUnreadable gets each entry that cannot be looked at
 * @param onMore how many entries there were beyond those looked at
 * @throws when the folder cannot be read: it is missing, say. A pattern may name none.
 */
export async function listFiles(
  pattern: string,
  onUnreadable: (path: string, error: unknown) => void,
  onMore: (numMore: number) => void,
  mostEntries = MOST_ENTRIES,
): Promise<ListedFile[]> {
  const paths: string[] = [];
  let numMore = 0;
  for (const folder of await foldersOf(pattern)) {
    for await (const entry of await opendir(folder)) {
      if (paths.length < mostEntries) paths.push(join(folder, entry.name));
      else numMore += 1;
    }
  }
  if (numMore > 0) onMore(numMore);
  paths.sort();
  const files: ListedFile[] = [];
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const looked = paths.slice(start, start + AT_ONCE).map((path) =>
      stat(path).then(
        (found): ListedFile => ({
          path,
          modTime: Math.floor(found.mtimeMs),
          numBytes: found.size,
          isFile: found.isFile(),
        }),
        (error: unknown) => onUnreadable(path, error),
      ),
    );
    for (const file of await Promise.all(looked)) if (file !== undefined) files.push(file);
  }
  return files;
}

async function foldersOf(pattern: string): Promise<string[]> {
  if (!/[*?[\]{}]/.test(pattern)) return [pattern];
  const folders: string[] = [];
  for await (const path of glob(pattern)) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() === true) folders.push(path);
  }
  return folders.sort();
}

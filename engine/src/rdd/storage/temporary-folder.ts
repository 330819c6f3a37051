import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Map<object, string>();
let isWatchingExit = false;

/** A folder for this process alone, made when first asked for. Gone when `owner` lets go of it or the process ends. */
export function temporaryFolderOf(owner: object): string {
  const known = folders.get(owner);
  if (known !== undefined) return known;
  if (!isWatchingExit) {
    isWatchingExit = true;
    process.once('exit', () => {
      for (const each of [...folders.keys()]) removeTemporaryFolder(each);
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-'));
  folders.set(owner, folder);
  return folder;
}

/** Removes the folder and all that is in it; nothing when there is none. */
export function removeTemporaryFolder(owner: object): void {
  const folder = folders.get(owner);
  if (folder === undefined) return;
  folders.delete(owner);
  rmSync(folder, { recursive: true, force: true });
}

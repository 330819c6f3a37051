import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of blocks in a temporary folder that is made with the first of them and goes with {@link close}. */
export class BlockFolder {
  #path: string | undefined;

  async write(name: string, bytes: Uint8Array): Promise<void> {
    this.#path ??= mkdtempSync(join(tmpdir(), 'hashtide-blocks-'));
    await writeFile(join(this.#path, name), bytes, { flag: 'wx', mode: 0o600 });
  }

  /** @returns undefined when it is not there any more */
  read(name: string): Uint8Array | undefined {
    try {
      // Read in one go, because a partition is read in one go: a block has about 256 KiB.
      return this.#path === undefined ? undefined : readFileSync(join(this.#path, name));
    } catch {
      return undefined;
    }
  }

  /** Resolves when it is gone; that it was gone already, or will not go, changes nothing for anybody. */
  async remove(name: string): Promise<void> {
    if (this.#path !== undefined) await rm(join(this.#path, name), { force: true }).catch(() => {});
  }

  get path(): string | undefined {
    return this.#path;
  }

  /** Removes all. */
  close(): void {
    const path = this.#path;
    this.#path = undefined;
    if (path !== undefined) rmSync(path, { recursive: true, force: true });
  }
}

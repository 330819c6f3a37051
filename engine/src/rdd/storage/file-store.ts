import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPartitionFile, writePartitionFile } from './partition-file.ts';
import type { PartitionStore } from './partition-store.ts';

/** An RDD that nobody holds any more was not always unpersisted. */
const forgotten = new FinalizationRegistry<string>(removeFolder);

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A file a partition, in a folder of its own. */
export class FileStore<T> implements PartitionStore<T> {
  readonly #parentFolder: () => string;
  readonly #written = new Set<number>();
  #folder: string | undefined;

  /** @param parentFolder asked when there is something to write */
  constructor(parentFolder: () => string) {
    this.#parentFolder = parentFolder;
  }

  get(partition: number): readonly T[] | undefined {
    if (!this.#written.has(partition)) return undefined;
    try {
      return [...readPartitionFile(this.#pathOf(partition))].flat() as T[];
    } catch {
      // Somebody removed or changed it. It can be computed, and then is written again.
      this.#written.delete(partition);
      return undefined;
    }
  }

  put(partition: number, records: readonly T[]): boolean {
    writePartitionFile(this.#pathOf(partition), records);
    this.#written.add(partition);
    return true;
  }

  clear(): void {
    this.#written.clear();
    if (this.#folder === undefined) return;
    forgotten.unregister(this);
    removeFolder(this.#folder);
    this.#folder = undefined;
  }

  #pathOf(partition: number): string {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(this.#parentFolder(), 'rdd-'));
      forgotten.register(this, this.#folder, this);
    }
    return join(this.#folder, `part-${partition}`);
  }
}

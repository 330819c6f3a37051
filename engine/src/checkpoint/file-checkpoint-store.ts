import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StreamingError, toError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import { newestFirst } from './checkpoint-name.ts';
import { type CheckpointEntry, type CheckpointStore, KEPT_CHECKPOINTS } from './checkpoint-store.ts';

/** Files of data beside the checkpoints. */
const DATA_NAME = /^data-[\w-]+$/;
const HALF_WRITTEN = /^(checkpoint|data)-[\w-]+\.tmp$/;

/**
 * Checkpoints as files of a folder that only this user may read:
 *
 *     checkpoint-1700000010000       the newest
 *     checkpoint-1700000010000.bk    the same batch, before it had run
 *     data-1700000010000-4-0         a state's partition, named by a checkpoint
 *
 * A file is written under another name, synced, and then renamed, so that a crash leaves the old one or the new one.
 */
export class FileCheckpointStore implements CheckpointStore {
  readonly location: string;
  #latest: Time = Number.NEGATIVE_INFINITY;

  /**
   * Makes nothing yet: {@link prepare} does.
   *
   * @throws {StreamingError} `CHECKPOINT_DIRECTORY_UNUSABLE` for an empty name, or one that no folder can have
   */
  constructor(directory: string) {
    if (directory === '' || directory.includes('\0')) {
      throw new StreamingError(
        'CHECKPOINT_DIRECTORY_UNUSABLE',
        `the checkpoint directory is ${JSON.stringify(directory)}; it must be the name of a folder`,
      );
    }
    this.location = resolve(directory);
  }

  /**
   * Makes the folder, and takes away what a crash has left half written.
   *
   * @throws {StreamingError} `CHECKPOINT_DIRECTORY_UNUSABLE`
   */
  prepare(): void {
    try {
      mkdirSync(this.location, { recursive: true, mode: 0o700 });
      for (const name of this.#regularFiles()) {
        if (HALF_WRITTEN.test(name)) rmSync(this.#path(name), { force: true });
      }
    } catch (error) {
      throw new StreamingError(
        'CHECKPOINT_DIRECTORY_UNUSABLE',
        `the checkpoint directory ${JSON.stringify(this.location)} cannot be used: ${toError(error).message}`,
        { cause: error },
      );
    }
  }

  async write(batchTime: Time, bytes: Uint8Array): Promise<void> {
    const entries = this.list();
    this.#latest = Math.max(this.#latest, batchTime, entries[0]?.batchTime ?? batchTime);
    const name = `checkpoint-${this.#latest}`;
    if (entries.some((entry) => entry.name === name))
      await rename(this.#path(name), this.#path(`${name}.bk`));
    await this.#writeFile(name, bytes);
    for (const entry of this.list().slice(KEPT_CHECKPOINTS))
      await rm(this.#path(entry.name), { force: true });
  }

  list(): readonly CheckpointEntry[] {
    return newestFirst(this.#regularFiles());
  }

  read({ name }: CheckpointEntry): Uint8Array {
    return readFileSync(this.#path(name));
  }

  async writeData(name: string, bytes: Uint8Array): Promise<void> {
    await this.#writeFile(requireDataName(name), bytes);
  }

  readData(name: string): Uint8Array {
    return readFileSync(this.#path(requireDataName(name)));
  }

  listData(): readonly string[] {
    return this.#regularFiles().filter((name) => DATA_NAME.test(name));
  }

  async removeData(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(this.#path(requireDataName(name)), { force: true });
  }

  #path(name: string): string {
    return join(this.location, name);
  }

  #regularFiles(): string[] {
    if (statSync(this.location, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    const entries = readdirSync(this.location, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }

  async #writeFile(name: string, bytes: Uint8Array): Promise<void> {
    const temporary = this.#path(`${name}.tmp`);
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path(name));
    await this.#syncDirectory();
  }

  /** Makes a rename itself survive a power cut. Windows has no such thing. */
  async #syncDirectory(): Promise<void> {
    if (process.platform === 'win32') return;
    const directory = await open(this.location, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}

/** Names come out of checkpoints, which come out of files. */
function requireDataName(name: string): string {
  if (DATA_NAME.test(name)) return name;
  throw new StreamingError('CHECKPOINT_DAMAGED', `${JSON.stringify(name)} is no name of checkpoint data`);
}

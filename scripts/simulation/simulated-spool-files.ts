import type { SpoolFile, SpoolFiles } from '../../apps/tweet-reader/src/server/disk-spool/spool-files.ts';
import type { MemoryFiles } from '../../apps/tweet-reader/src/server/disk-spool/testing/memory-files.ts';
import { type DiskOperation, never, type SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedProcess } from './simulated-process.ts';

export interface SimulatedSpoolFilesOptions {
  readonly files: MemoryFiles;
  readonly disk: SimulatedDisk;
  readonly process: SimulatedProcess;
  /** A control: a sync returns at once, and happens later. */
  readonly isSyncLate: boolean;
  readonly lateMs: () => number;
}

/** A spool's files on a simulated disk, as one life of a reader sees them. */
export class SimulatedSpoolFiles implements SpoolFiles {
  readonly folder: string;
  readonly #options: SimulatedSpoolFilesOptions;

  constructor(options: SimulatedSpoolFilesOptions) {
    this.folder = options.files.folder;
    this.#options = options;
  }

  lock(): Promise<() => void> {
    return this.#options.files.lock();
  }

  list(): Promise<string[]> {
    return this.#do('read', (files) => files.list());
  }

  async open(name: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile> {
    const file = await this.#do(mode === 'create' ? 'write' : 'read', (files) => files.open(name, mode));
    return {
      write: (parts, position) => this.#do('write', () => file.write(parts, position)),
      datasync: () => this.#sync(() => file.datasync()),
      read: (buffer, position) => this.#do('read', () => file.read(buffer, position)),
      size: () => file.size(),
      truncate: (length) => this.#do('write', () => file.truncate(length)),
      close: () => file.close(),
    };
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do('write', (files) => files.rename(from, to));
  }

  remove(name: string): Promise<void> {
    return this.#do('read', (files) => files.remove(name));
  }

  sync(): Promise<void> {
    return this.#do('sync', (files) => files.sync());
  }

  async #sync(sync: () => Promise<void>): Promise<void> {
    const { isSyncLate, process, lateMs } = this.#options;
    if (!isSyncLate) return this.#do('sync', sync);
    if (!process.step()) await never();
    process.at(process.now() + lateMs(), () => void sync());
  }

  async #do<T>(operation: DiskOperation, act: (files: MemoryFiles) => Promise<T>): Promise<T> {
    const { disk, process, files } = this.#options;
    await disk.operate(operation, process);
    const result = await act(files);
    if (!process.step()) await never();
    return result;
  }
}

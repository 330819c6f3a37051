import type { SegmentFile, SegmentFolder } from '../../engine/src/checkpoint/segment-folder.ts';
import { MemorySegmentFolder } from '../../engine/src/checkpoint/testing/memory-segment-folder.ts';
import { type DiskOperation, never, type SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedProcess } from './simulated-process.ts';

export interface SimulatedSegmentFolderOptions {
  readonly folder: MemorySegmentFolder;
  readonly disk: SimulatedDisk;
  readonly process: SimulatedProcess;
  /** A control: a sync returns at once, and happens later. */
  readonly isSyncLate: boolean;
  readonly lateMs: () => number;
}

/** An engine's log on a simulated disk, as one life of the engine sees it. */
export class SimulatedSegmentFolder implements SegmentFolder {
  readonly location = 'the log';
  readonly #options: SimulatedSegmentFolderOptions;

  constructor(options: SimulatedSegmentFolderOptions) {
    this.#options = options;
  }

  lock(): void {}
  unlock(): void {}

  list(): readonly string[] {
    return this.#now('read').list();
  }

  read(name: string): Buffer {
    return this.#now('read').read(name);
  }

  readAt(name: string, offset: number, length: number): Uint8Array {
    return this.#now('read').readAt(name, offset, length);
  }

  patch(name: string, offset: number, bytes: Uint8Array): void {
    this.#now('write').patch(name, offset, bytes);
  }

  cut(name: string, length: number): void {
    this.#now('write').cut(name, length);
  }

  copy(name: string, to: string): void {
    this.#now('write').copy(name, to);
  }

  secure(name: string): void {
    this.#now('write').secure(name);
  }

  remove(name: string): Promise<void> {
    return this.#do('read', () => this.#options.folder.remove(name));
  }

  async open(name: string): Promise<SegmentFile> {
    const file = await this.#do('write', () => this.#options.folder.open(name));
    return {
      size: file.size,
      write: (pieces, position) => this.#do('write', () => file.write(pieces, position)),
      sync: () => this.#sync(() => file.sync()),
      close: () => file.close(),
    };
  }

  async #sync(sync: () => Promise<void>): Promise<void> {
    const { isSyncLate, process, lateMs } = this.#options;
    if (!isSyncLate) return this.#do('sync', sync);
    if (!process.step()) await never();
    process.at(process.now() + lateMs(), () => void sync());
  }

  /** At the start, which waits for nothing. */
  #now(operation: DiskOperation): MemorySegmentFolder {
    const { disk, process, folder } = this.#options;
    if (!process.step()) throw new Error('the engine is dead');
    disk.refuse(operation);
    return folder;
  }

  async #do<T>(operation: DiskOperation, act: () => Promise<T>): Promise<T> {
    const { disk, process } = this.#options;
    await disk.operate(operation, process);
    const result = await act();
    if (!process.step()) await never();
    return result;
  }
}

/** What the next life finds after a kill: what was written is there, synced or not. */
export function afterKill(folder: MemorySegmentFolder): MemorySegmentFolder {
  const after = new MemorySegmentFolder();
  for (const [name, { bytes, synced }] of folder.files) after.files.set(name, { bytes, synced });
  return after;
}

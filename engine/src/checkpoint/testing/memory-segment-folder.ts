import type { SegmentFile, SegmentFolder } from '../segment-folder.ts';

interface MemoryFile {
  bytes: Buffer;
  /** What survives a power cut for certain. */
  synced: Buffer;
}

/** What goes wrong with the next calls of one kind. */
type Fault = (call: 'open' | 'write' | 'sync') => Error | undefined;

/** Segments in memory, on a disk whose power can be cut and whose calls can fail. */
export class MemorySegmentFolder implements SegmentFolder {
  readonly location = 'memory';
  readonly files = new Map<string, MemoryFile>();
  fault: Fault = () => undefined;
  /** Syncs that wait for {@link step}; undefined: none waits. */
  gates: (() => void)[] | undefined;
  /** A disk that lies: a sync does nothing. */
  ignoresSync = false;
  readonly calls: string[] = [];

  lock(): void {}
  unlock(): void {}

  list(): readonly string[] {
    return [...this.files.keys()];
  }

  read(name: string): Buffer {
    return Buffer.from(this.#file(name).bytes);
  }

  readAt(name: string, offset: number, length: number): Uint8Array {
    return Buffer.from(this.#file(name).bytes.subarray(offset, offset + length));
  }

  patch(name: string, offset: number, bytes: Uint8Array): void {
    const file = this.#file(name);
    file.bytes.set(bytes, offset);
    file.synced = Buffer.from(file.bytes);
  }

  cut(name: string, length: number): void {
    const file = this.#file(name);
    file.bytes = Buffer.from(file.bytes.subarray(0, length));
    file.synced = file.bytes;
  }

  copy(name: string, to: string): void {
    this.put(to, this.read(name));
  }

  secure(name: string): void {
    const file = this.#file(name);
    file.synced = Buffer.from(file.bytes);
  }

  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }

  async open(name: string): Promise<SegmentFile> {
    this.#failIf('open');
    let file = this.files.get(name);
    if (file === undefined) {
      file = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
      this.files.set(name, file);
    }
    const opened = file;
    return {
      size: opened.bytes.length,
      write: async (pieces, position) => this.#write(opened, Buffer.concat(pieces), position),
      sync: async () => {
        await new Promise<void>((resolve) =>
          this.gates === undefined ? resolve() : this.gates.push(resolve),
        );
        this.calls.push('sync');
        this.#failIf('sync');
        if (!this.ignoresSync) opened.synced = Buffer.from(opened.bytes);
      },
      close: async () => {},
    };
  }

  /** Puts a file there as if it had been written long ago. */
  put(name: string, bytes: Buffer): void {
    this.files.set(name, { bytes: Buffer.from(bytes), synced: Buffer.from(bytes) });
  }

  /** Lets the oldest sync that waits go on. */
  step(): void {
    this.gates?.shift()?.();
  }

  /**
   * What the disk holds after a power cut: what was synced, and of what was written since each sector of 512 bytes
   * or not, as `survives` says.
   */
  afterPowerCut(survives: () => boolean): MemorySegmentFolder {
    const after = new MemorySegmentFolder();
    for (const [name, { bytes, synced }] of this.files) {
      const disk = Buffer.alloc(survives() ? bytes.length : synced.length);
      synced.copy(disk);
      for (let at = 0; at < disk.length; at += 512) {
        if (survives()) bytes.copy(disk, at, at, Math.min(at + 512, disk.length));
      }
      if (disk.length > 0 || survives()) after.put(name, disk);
    }
    return after;
  }

  #write(file: MemoryFile, bytes: Buffer, position: number): void {
    this.calls.push('write');
    const error = this.fault('write');
    // A disk that is full takes a part.
    const taken = error === undefined ? bytes : bytes.subarray(0, bytes.length >> 1);
    const size = Math.max(file.bytes.length, position + taken.length);
    const grown = Buffer.alloc(size);
    file.bytes.copy(grown);
    taken.copy(grown, position);
    file.bytes = grown;
    if (error !== undefined) throw error;
  }

  #failIf(call: 'open' | 'sync'): void {
    const error = this.fault(call);
    if (error !== undefined) throw error;
  }

  #file(name: string): MemoryFile {
    const file = this.files.get(name);
    if (file === undefined) throw new Error(`no file ${name}`);
    return file;
  }
}

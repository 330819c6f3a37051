import type { SpoolFile, SpoolFiles } from '../spool-files.ts';

interface Content {
  /** As a process sees it. */
  now: Buffer;
  /** What a power cut leaves for certain. */
  durable: Buffer;
}

export type Operation = 'open' | 'write' | 'datasync' | 'read' | 'truncate' | 'remove' | 'rename' | 'sync';

/** A disk in memory: it can be filled up, fail on demand, and lose what was not synced, as in a power cut. */
export class MemoryFiles implements SpoolFiles {
  readonly folder = '/spool';
  /** Bytes it has room for. */
  capacity = Infinity;
  /** Called before each operation; what it throws is what the disk says. */
  onOperation: (operation: Operation, name: string) => void = () => {};
  #now = new Map<string, Content>();
  #durable = new Map<string, Content>();
  #isLocked = false;

  async lock(): Promise<() => void> {
    if (this.#isLocked) throw new Error('locked');
    this.#isLocked = true;
    return () => {
      this.#isLocked = false;
    };
  }

  async list(): Promise<string[]> {
    return [...this.#now.keys()];
  }

  async open(name: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile> {
    this.onOperation('open', name);
    let content = this.#now.get(name);
    if (mode === 'create') {
      if (content !== undefined) throw failure('EEXIST');
      content = { now: Buffer.alloc(0), durable: Buffer.alloc(0) };
      this.#now.set(name, content);
    }
    if (content === undefined) throw failure('ENOENT');
    return this.#file(name, content);
  }

  async rename(from: string, to: string): Promise<void> {
    this.onOperation('rename', from);
    const content = this.#now.get(from);
    if (content === undefined) throw failure('ENOENT');
    this.#now.delete(from);
    this.#now.set(to, content);
  }

  async remove(name: string): Promise<void> {
    this.onOperation('remove', name);
    this.#now.delete(name);
  }

  async sync(): Promise<void> {
    this.onOperation('sync', '.');
    this.#durable = new Map(this.#now);
  }

  /** What the next process finds when this one is gone; whatever this one still does reaches it no more. */
  afterKill(): this {
    const after = new (this.constructor as new () => this)();
    const copies = new Map<Content, Content>();
    const copyOf = (content: Content): Content => {
      const copy = copies.get(content) ?? { ...content };
      copies.set(content, copy);
      return copy;
    };
    for (const [name, content] of this.#now) after.#now.set(name, copyOf(content));
    for (const [name, content] of this.#durable) after.#durable.set(name, copyOf(content));
    return after;
  }

  /** The same after a power cut: of what was not synced, as much remains as `random` (0 … 1) says, file by file. */
  afterPowerCut(random: () => number): this {
    const after = this.afterKill();
    if (random() < 0.5) after.#now = new Map(after.#durable);
    for (const content of after.#now.values()) {
      const { now, durable } = content;
      const kept = Math.floor(random() * Math.max(0, now.length - durable.length + 1));
      content.now = Buffer.concat([durable, now.subarray(durable.length, durable.length + kept)]);
    }
    return after;
  }

  get numBytes(): number {
    return [...this.#now.values()].reduce((sum, { now }) => sum + now.length, 0);
  }

  bytesOf(name: string): Buffer {
    return Buffer.from(this.#now.get(name)?.now ?? []);
  }

  put(name: string, bytes: Uint8Array): void {
    this.#now.set(name, { now: Buffer.from(bytes), durable: Buffer.from(bytes) });
  }

  /** The same files again, apart from these. */
  copy(): MemoryFiles {
    const copy = new MemoryFiles();
    for (const name of this.#now.keys()) copy.put(name, this.bytesOf(name));
    return copy;
  }

  #file(name: string, content: Content): SpoolFile {
    return {
      write: async (parts, position) => {
        this.onOperation('write', name);
        const bytes = Buffer.concat(parts);
        const room = Math.max(0, this.capacity - this.numBytes);
        const added = Math.max(0, position + bytes.length - content.now.length);
        // A full disk takes a part.
        const taken = bytes.subarray(0, bytes.length - Math.max(0, added - room));
        const before = content.now.subarray(0, position);
        const after = content.now.subarray(Math.min(content.now.length, position + taken.length));
        content.now = Buffer.concat([before, taken, after]);
        if (taken.length < bytes.length) throw failure('ENOSPC');
      },
      datasync: async () => {
        this.onOperation('datasync', name);
        content.durable = content.now;
      },
      read: async (buffer, position) => {
        this.onOperation('read', name);
        return content.now.copy(buffer, 0, position, position + buffer.length);
      },
      size: async () => content.now.length,
      truncate: async (length) => {
        this.onOperation('truncate', name);
        content.now = content.now.subarray(0, length);
      },
      close: async () => {},
    };
  }
}

export function failure(code: string): Error {
  return Object.assign(new Error(`${code}: the disk says no`), { code });
}

import type { Random } from '../fixture/random.ts';
import type { DiskOperation } from './disk-operation.ts';
import { NameTable } from './name-table.ts';

const SECTOR_BYTES = 512;

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly size: number };

/** A file's content: what is on the disk for sure, and what may or may not be. */
class CrashFile {
  durable: Buffer = Buffer.alloc(0);
  pending: Change[] = [];
  size = 0;
}

/**
 * A disk that remembers which of its operations were synced, and can tell what may be found on it after the power
 * went: what was synced, and of the rest any part, writes torn between sectors.
 */
export class CrashDisk {
  /** An entry of a folder is durable when the folder was synced; the strict reading of POSIX. */
  readonly #strict = new NameTable<CrashFile>();
  /** Or when anything was synced after it, as on journaling file systems. */
  readonly #journaled = new NameTable<CrashFile>();

  apply(operation: DiskOperation): void {
    switch (operation.kind) {
      case 'open':
        this.#open(operation.path, operation.truncates);
        break;
      case 'write': {
        const file = this.#file(operation.path);
        if (file === undefined) break;
        const at = operation.at ?? file.size;
        file.pending.push({ kind: 'write', at, bytes: operation.bytes });
        file.size = Math.max(file.size, at + operation.bytes.length);
        break;
      }
      case 'truncate': {
        const file = this.#file(operation.path);
        if (file === undefined) break;
        file.pending.push({ kind: 'truncate', size: operation.size });
        file.size = operation.size;
        break;
      }
      case 'sync':
        this.#sync(operation.path);
        break;
      case 'makeFolder':
        for (const names of this.#tables) names.set(operation.path, undefined);
        break;
      case 'rename':
      case 'link':
        for (const names of this.#tables) names.copy(operation.from, operation.to);
        if (operation.kind === 'rename') for (const names of this.#tables) names.remove(operation.from);
        break;
      case 'remove':
        for (const names of this.#tables) names.remove(operation.path);
        break;
      case 'told':
        break;
    }
  }

  /** One of the many disks that may be found after the power went now: paths and contents. */
  image(random: Random): Map<string, Buffer> {
    const names = random.pick(this.#tables).afterCrash(random);
    const survives = random.pick([0, 0.3, 0.8, 1]);
    const files = new Map<string, Buffer>();
    for (const [path, file] of names)
      if (file !== undefined) files.set(path, contentOf(file, survives, random));
    return files;
  }

  get #tables(): readonly NameTable<CrashFile>[] {
    return [this.#strict, this.#journaled];
  }

  #file(path: string): CrashFile | undefined {
    return this.#strict.get(path);
  }

  #open(path: string, truncates: boolean): void {
    const file = this.#file(path);
    if (file === undefined) {
      const made = new CrashFile();
      for (const names of this.#tables) names.set(path, made);
    } else if (truncates) {
      file.pending.push({ kind: 'truncate', size: 0 });
      file.size = 0;
    }
  }

  #sync(path: string): void {
    const file = this.#file(path);
    if (file === undefined) this.#strict.syncFolder(path);
    else {
      file.durable = withChanges(file.durable, file.pending);
      file.pending = [];
    }
    this.#journaled.syncAll();
  }
}

function contentOf(file: CrashFile, survives: number, random: Random): Buffer {
  const changes = file.pending.flatMap((change) => {
    if (!random.chance(survives)) return [];
    return change.kind === 'write' && random.chance(0.3) ? torn(change, random) : [change];
  });
  return withChanges(file.durable, changes);
}

/** Half the sectors that a write touches, or so. */
function torn({ at, bytes }: { readonly at: number; readonly bytes: Buffer }, random: Random): Change[] {
  const parts: Change[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + SECTOR_BYTES - ((at + start) % SECTOR_BYTES));
    if (random.chance(0.5)) parts.push({ kind: 'write', at: at + start, bytes: bytes.subarray(start, end) });
    start = end;
  }
  return parts;
}

function withChanges(content: Buffer, changes: readonly Change[]): Buffer {
  let bytes = content;
  let size = content.length;
  const room = Math.max(size, ...changes.map((c) => (c.kind === 'write' ? c.at + c.bytes.length : c.size)));
  if (changes.length > 0) {
    bytes = Buffer.alloc(room);
    content.copy(bytes);
  }
  for (const change of changes) {
    if (change.kind === 'write') {
      change.bytes.copy(bytes, change.at);
      size = Math.max(size, change.at + change.bytes.length);
    } else {
      if (change.size < size) bytes.fill(0, change.size, size);
      size = change.size;
    }
  }
  return bytes.subarray(0, size);
}

import {
  closeSync,
  copyFileSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { constants, type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FolderLock } from './folder-lock.ts';
import type { SegmentFile, SegmentFolder } from './segment-folder.ts';

/** Windows can neither open nor sync a folder. */
const CAN_SYNC_FOLDERS = process.platform !== 'win32';

/** Segments as files (0600) of a folder (0700), which is made with the first of them. */
export class FileSegmentFolder implements SegmentFolder {
  readonly location: string;
  readonly #lock: FolderLock;

  constructor(directory: string) {
    this.location = resolve(directory);
    this.#lock = new FolderLock(this.location);
  }

  lock(): void {
    if (this.#isThere) this.#lock.take();
  }

  unlock(): void {
    this.#lock.release();
  }

  list(): readonly string[] {
    if (!this.#isThere) return [];
    const entries = readdirSync(this.location, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  read(name: string): Buffer {
    return readFileSync(this.#path(name));
  }

  readAt(name: string, offset: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(length);
    const file = openSync(this.#path(name), 'r');
    try {
      let done = 0;
      for (let n = 1; done < length && n > 0; done += n)
        n = readSync(file, bytes, done, length - done, offset + done);
      return bytes.subarray(0, done);
    } finally {
      closeSync(file);
    }
  }

  patch(name: string, offset: number, bytes: Uint8Array): void {
    this.#change(name, (file) => void writeSync(file, bytes, 0, bytes.byteLength, offset));
  }

  cut(name: string, length: number): void {
    this.#change(name, (file) => ftruncateSync(file, length));
  }

  copy(name: string, to: string): void {
    copyFileSync(this.#path(name), this.#path(to));
    this.secure(to);
  }

  secure(name: string): void {
    this.#change(name, () => {});
    if (!CAN_SYNC_FOLDERS) return;
    const folder = openSync(this.location, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  async open(name: string): Promise<SegmentFile> {
    const firstMade = await mkdir(this.location, { recursive: true, mode: 0o700 });
    if (firstMade !== undefined) await syncAbove(this.location, dirname(firstMade));
    this.#lock.take();
    const file = await open(this.#path(name), constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const { size } = await file.stat();
      return new OpenFile(file, size, size === 0 ? this.location : undefined);
    } catch (error) {
      await file.close().catch(() => {});
      throw error;
    }
  }

  get #isThere(): boolean {
    return statSync(this.location, { throwIfNoEntry: false })?.isDirectory() === true;
  }

  #path(name: string): string {
    return join(this.location, name);
  }

  #change(name: string, change: (file: number) => void): void {
    const file = openSync(this.#path(name), 'r+');
    try {
      change(file);
      fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

class OpenFile implements SegmentFile {
  readonly size: number;
  readonly #file: FileHandle;
  /** The folder that must be synced for the file to be in it. */
  #folder: string | undefined;

  constructor(file: FileHandle, size: number, folder: string | undefined) {
    this.#file = file;
    this.size = size;
    this.#folder = folder;
  }

  async write(pieces: readonly Uint8Array[], position: number): Promise<void> {
    let left = pieces;
    for (let at = position; left.length > 0; ) {
      const now = left.slice(0, MAX_PIECES);
      const { bytesWritten } = await this.#file.writev(now, at);
      if (bytesWritten === 0) throw new Error('nothing was written');
      at += bytesWritten;
      left = after(left, bytesWritten);
    }
  }

  async sync(): Promise<void> {
    await this.#file.datasync();
    if (this.#folder === undefined) return;
    if (CAN_SYNC_FOLDERS) await syncFolder(this.#folder);
    this.#folder = undefined;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** The system takes no more at a time (IOV_MAX). */
const MAX_PIECES = 1024;

/** What is left of the pieces after their first `numBytes`: a disk that is nearly full takes a part. */
function after(pieces: readonly Uint8Array[], numBytes: number): readonly Uint8Array[] {
  let done = numBytes;
  for (const [index, piece] of pieces.entries()) {
    if (done < piece.byteLength) return [piece.subarray(done), ...pieces.slice(index + 1)];
    done -= piece.byteLength;
  }
  return [];
}

/** Makes new folders themselves survive: each is in the one above it, up to `top`. */
async function syncAbove(path: string, top: string): Promise<void> {
  if (!CAN_SYNC_FOLDERS) return;
  for (let folder = dirname(path); folder.length >= top.length; folder = dirname(folder)) {
    await syncFolder(folder);
    if (folder === dirname(folder)) return;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

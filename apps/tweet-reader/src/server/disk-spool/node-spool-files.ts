import { constants, type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, type SpoolFile, type SpoolFiles } from './spool-files.ts';
import { lockSpool } from './spool-lock.ts';

const FLAGS = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

/** The machine's own disk: files of mode 0600 in a folder of mode 0700. */
export class NodeSpoolFiles implements SpoolFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  lock(): Promise<() => void> {
    return lockSpool(this.folder);
  }

  list(): Promise<string[]> {
    return readdir(this.folder);
  }

  async open(name: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile> {
    return new NodeSpoolFile(await open(join(this.folder, name), FLAGS[mode], 0o600));
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(join(this.folder, from), join(this.folder, to));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }

  async sync(): Promise<void> {
    // Windows opens no folder; its file system keeps names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(this.folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

class NodeSpoolFile implements SpoolFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(parts: readonly Uint8Array[], position: number): Promise<void> {
    const numBytes = parts.reduce((sum, part) => sum + part.length, 0);
    const { bytesWritten } = await this.#handle.writev(parts as Uint8Array[], position);
    if (bytesWritten === numBytes) return;
    // A full disk takes a part; asked for the rest, it says why.
    const rest = Buffer.concat(parts).subarray(bytesWritten);
    for (let start = 0; start < rest.length; ) {
      const at = position + bytesWritten + start;
      const written = (await this.#handle.write(rest, start, rest.length - start, at)).bytesWritten;
      if (written === 0) throw Object.assign(new Error('the disk took no more'), { code: 'ENOSPC' });
      start += written;
    }
  }

  datasync(): Promise<void> {
    return this.#handle.datasync();
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await this.#handle.read(
        buffer,
        length,
        buffer.length - length,
        position + length,
      );
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return length;
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  truncate(length: number): Promise<void> {
    return this.#handle.truncate(length);
  }

  async close(): Promise<void> {
    try {
      await this.#handle.close();
    } catch (error) {
      // Closed already: by a spool that gave the file up.
      if (errorCode(error) !== 'EBADF') throw error;
    }
  }
}

import { NodeSpoolFiles } from '../node-spool-files.ts';
import type { SpoolFile } from '../spool-files.ts';

const HELD_BACK_MS = 300;

/**
 * A disk that says that it has synced what it has not even written: what a spool would be that sends its records
 * before they are durable. A control: with it, a killed reader must be seen to give one number to two records.
 */
export class HeldBackFiles extends NodeSpoolFiles {
  readonly #contents = new Map<string, Buffer>();

  override async open(name: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile> {
    const file = await super.open(name, mode);
    if (!name.endsWith('.segment')) return file;
    if (!this.#contents.has(name)) {
      const bytes = Buffer.alloc(await file.size());
      await file.read(bytes, 0);
      this.#contents.set(name, bytes);
    }
    const contentOf = (): Buffer => this.#contents.get(name) ?? Buffer.alloc(0);
    return {
      write: async (parts, position) => {
        const bytes = Buffer.concat(parts);
        this.#contents.set(name, Buffer.concat([contentOf().subarray(0, position), bytes]));
        setTimeout(() => void file.write([bytes], position).catch(() => {}), HELD_BACK_MS);
      },
      datasync: async () => {},
      read: async (buffer, position) => contentOf().copy(buffer, 0, position, position + buffer.length),
      size: async () => contentOf().length,
      truncate: async (length) => {
        this.#contents.set(name, contentOf().subarray(0, length));
        await file.truncate(length);
      },
      close: () => (mode === 'read' ? file.close() : Promise.resolve()),
    };
  }
}

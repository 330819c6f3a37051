import { type BlockContent, numBytesOf, type pack } from './block.ts';
import type { BlockFolder } from './block-folder.ts';
import type { BlockCopy } from './stored-block.ts';

type Packed = ReturnType<typeof pack>;

/** A block's content in a file. */
export class FileCopy implements BlockCopy {
  readonly numBytes: number;
  readonly #folder: BlockFolder;
  readonly #name: string;
  readonly #isPacked: boolean;

  constructor(folder: BlockFolder, name: string, content: Packed) {
    this.#folder = folder;
    this.#name = name;
    this.#isPacked = 'packed' in content;
    this.numBytes = numBytesOf(content);
  }

  write(content: Packed): Promise<void> {
    return this.#folder.write(this.#name, 'packed' in content ? content.packed : content.bytes);
  }

  read(): BlockContent | undefined {
    const bytes = this.#folder.read(this.#name);
    // A shorter file is no copy: whoever wrote it was cut off.
    if (bytes?.byteLength !== this.numBytes) return undefined;
    return this.#isPacked ? { packed: bytes } : { bytes };
  }

  remove(): void {
    void this.#folder.remove(this.#name);
  }
}

import { StreamingError, toError } from '../errors.ts';
import { StorageLevel } from '../rdd/storage-level.ts';
import { type Block, type BlockContent, numBytesOf, pack } from './block.ts';
import { BlockFolder } from './block-folder.ts';
import { FileCopy } from './file-copy.ts';
import { StoredBlock } from './stored-block.ts';

/** Bounds of what was received and has not been through a batch. */
export interface BlockStoreBounds {
  readonly maxMemoryBytes: number;
  /** Of records that are not bytes. */
  readonly maxMemoryRecords: number;
  readonly maxDiskBytes: number;
}

const BOUNDS: BlockStoreBounds = {
  maxMemoryBytes: 32 * 1024 * 1024,
  maxMemoryRecords: 1_000_000,
  maxDiskBytes: 1024 * 1024 * 1024,
};

/** How many times its bounds memory may hold before records are refused. */
const OVERRUN = 4;

/** What a block takes until its batch has run. */
interface Charge {
  readonly bytes: number;
  readonly records: number;
  readonly diskBytes: number;
}

/**
 * Keeps received blocks where their storage level says.
 *
 *     MEMORY_ONLY       memory; when it is full, the receiver waits
 *     MEMORY_AND_DISK   memory; when it is full, a file; when 1 GiB of files wait, the receiver waits
 *     DISK_ONLY         a file
 *     …_2               and one more file
 *     …_SER             records as bytes
 */
export class BlockStore {
  readonly #bounds: BlockStoreBounds;
  readonly #onError: (message: string, error: Error) => void;
  readonly #folder = new BlockFolder();
  readonly #charges = new Map<string, Charge>();
  readonly #pending = { bytes: 0, records: 0, diskBytes: 0 };

  constructor(onError: (message: string, error: Error) => void, bounds: Partial<BlockStoreBounds> = {}) {
    this.#onError = onError;
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  /** Where files are, once there are some. */
  get folder(): string | undefined {
    return this.#folder.path;
  }

  /** Whether a receiver of this level may read on. */
  hasRoom({ useMemory, useDisk }: StorageLevel): boolean {
    return (
      (useMemory && this.#hasMemory) || (useDisk && this.#pending.diskBytes <= this.#bounds.maxDiskBytes)
    );
  }

  /** Whether somebody goes on storing who was told to wait: what is in memory is far beyond its bounds. */
  get isOverrun(): boolean {
    const { bytes, records } = this.#pending;
    const { maxMemoryBytes, maxMemoryRecords } = this.#bounds;
    return bytes > OVERRUN * maxMemoryBytes || records > OVERRUN * maxMemoryRecords;
  }

  get #hasMemory(): boolean {
    const { bytes, records } = this.#pending;
    return bytes <= this.#bounds.maxMemoryBytes && records <= this.#bounds.maxMemoryRecords;
  }

  /**
   * Keeps a block, if need be beyond the bounds. Without a file to write it is done at once, else when the promise
   * resolves. A file that cannot be written is reported, and the block kept in memory.
   *
   * @throws {StreamingError} `BLOCK_TOO_LARGE` for one that memory could never hold, where its level allows no file
   */
  put(id: string, streamId: number, block: Block, level: StorageLevel): StoredBlock | Promise<StoredBlock> {
    const { numRecords, metadata } = block;
    const content = level.deserialized ? block.content : pack(block.content);
    const toMemory = this.#fitsMemory(content, numRecords, level);
    const numFiles = toMemory ? level.replication - 1 : level.replication;
    const keep = (copies: readonly FileCopy[]): StoredBlock => {
      const inMemory = toMemory || copies.length === 0 ? content : undefined;
      this.#charge(id, inMemory, numRecords, copies);
      return new StoredBlock({ id, streamId, numRecords, metadata, content: inMemory, copies });
    };
    return numFiles === 0 ? keep([]) : this.#write(id, content, numFiles).then(keep);
  }

  /** The block's batch has run: it does not count any more, though a window may still read it. */
  completed(block: StoredBlock): void {
    const charge = this.#charges.get(block.id);
    if (charge === undefined) return;
    this.#charges.delete(block.id);
    this.#pending.bytes -= charge.bytes;
    this.#pending.records -= charge.records;
    this.#pending.diskBytes -= charge.diskBytes;
    block.releaseMemory();
  }

  remove(block: StoredBlock): void {
    this.completed(block);
    block.remove();
  }

  /** Removes all files. */
  close(): void {
    this.#folder.close();
  }

  #fitsMemory(content: BlockContent, numRecords = 0, level: StorageLevel): boolean {
    const { maxMemoryBytes, maxMemoryRecords } = this.#bounds;
    const numBytes = numBytesOf(content);
    const canFit = numBytes <= maxMemoryBytes && (!('records' in content) || numRecords <= maxMemoryRecords);
    if (level.useDisk) return level.useMemory && canFit && this.#hasMemory;
    if (canFit) return true;
    throw new StreamingError(
      'BLOCK_TOO_LARGE',
      `a block has ${numRecords} records and ${numBytes} bytes; with ${level.name} it must not be above ` +
        `${maxMemoryRecords} records or ${maxMemoryBytes} bytes`,
      { fix: 'Store smaller blocks, or give the receiver StorageLevel.MEMORY_AND_DISK.' },
    );
  }

  async #write(id: string, content: BlockContent, numFiles: number): Promise<FileCopy[]> {
    try {
      const packed = pack(content);
      const copies = Array.from(
        { length: numFiles },
        (_, i) => new FileCopy(this.#folder, `${id}.${i}`, packed),
      );
      await Promise.all(copies.map((copy) => copy.write(packed)));
      return copies;
    } catch (thrown) {
      this.#onError(`Error writing block ${id} to disk; it is kept in memory`, toError(thrown));
      return [];
    }
  }

  #charge(id: string, content: BlockContent | undefined, numRecords = 0, copies: readonly FileCopy[]): void {
    const charge = {
      bytes: content === undefined ? 0 : numBytesOf(content),
      records: content !== undefined && 'records' in content ? numRecords : 0,
      diskBytes: copies.reduce((sum, { numBytes }) => sum + numBytes, 0),
    };
    this.#charges.set(id, charge);
    this.#pending.bytes += charge.bytes;
    this.#pending.records += charge.records;
    this.#pending.diskBytes += charge.diskBytes;
  }
}

/**
 * The level of a receiver that names none. Spark's is MEMORY_AND_DISK_SER_2, whose second copy is for the loss of a
 * machine. Here there is one: a copy beside it costs time and saves nothing, and a source that is made to wait keeps
 * what a file would hold.
 */
export const RECEIVER_STORAGE_LEVEL: StorageLevel = StorageLevel.MEMORY_ONLY;

import type { WriteAheadLogHandle } from '../checkpoint/write-ahead-log.ts';
import type { Time } from '../time/duration.ts';
import type { BlockContent } from './block.ts';

/** Where a block's content can be read again. */
export interface BlockCopy {
  /** undefined: it is not there any more. */
  read(): BlockContent | undefined;
  remove(): void;
}

export interface StoredBlockDefinition {
  /** `input-<streamId>-<number>`. */
  readonly id: string;
  readonly streamId: number;
  readonly numRecords: number | undefined;
  readonly metadata?: unknown;
  /** In memory; undefined: only in `copies`. */
  readonly content?: BlockContent | undefined;
  /** Elsewhere, the better one first. */
  readonly copies?: readonly BlockCopy[];
  /** Where the write-ahead log has it, if there is one. */
  readonly handle?: WriteAheadLogHandle | undefined;
  /** When that was written, by the log's own times. */
  readonly writtenAt?: Time | undefined;
}

/** A block that is kept: in memory, elsewhere, or both. Its content does not change. */
export class StoredBlock {
  readonly id: string;
  readonly streamId: number;
  readonly numRecords: number | undefined;
  readonly metadata: unknown;
  readonly handle: WriteAheadLogHandle | undefined;
  readonly writtenAt: Time | undefined;
  readonly #copies: readonly BlockCopy[];
  #content: BlockContent | undefined;

  constructor(definition: StoredBlockDefinition) {
    this.id = definition.id;
    this.streamId = definition.streamId;
    this.numRecords = definition.numRecords;
    this.metadata = definition.metadata;
    this.handle = definition.handle;
    this.writtenAt = definition.writtenAt;
    this.#content = definition.content;
    this.#copies = definition.copies ?? [];
  }

  get isInMemory(): boolean {
    return this.#content !== undefined;
  }

  get numCopies(): number {
    return this.#copies.length;
  }

  /** The same block, with one more copy, in a log. */
  withLogCopy(copy: BlockCopy, handle: WriteAheadLogHandle, writtenAt: Time): StoredBlock {
    const { id, streamId, numRecords, metadata } = this;
    const copies = [...this.#copies, copy];
    const content = this.#content;
    return new StoredBlock({ id, streamId, numRecords, metadata, content, copies, handle, writtenAt });
  }

  /** From memory, else from the first copy that is still there; undefined: it is lost. */
  read(): BlockContent | undefined {
    if (this.#content !== undefined) return this.#content;
    for (const copy of this.#copies) {
      const content = copy.read();
      if (content !== undefined) return content;
    }
    return undefined;
  }

  /** Lets go of what is in memory, if there is another copy. @returns whether it did */
  releaseMemory(): boolean {
    if (this.#content === undefined || this.#copies.length === 0) return false;
    this.#content = undefined;
    return true;
  }

  remove(): void {
    this.#content = undefined;
    for (const copy of this.#copies) copy.remove();
  }
}

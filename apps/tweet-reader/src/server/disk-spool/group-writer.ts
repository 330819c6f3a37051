import type { Clock } from '@hashtide/engine';
import { encodeBadRecord, MAX_RECORD_BYTES } from '@hashtide/engine/sources';
import type { SourceRecord } from '../../tweet-source.ts';
import { DiskSegment } from './disk-segment.ts';
import { type PendingChunk, PendingRecords } from './pending-records.ts';
import { encodeSegmentHeader, segmentName } from './segment-header.ts';
import type { SegmentList } from './segment-list.ts';
import { errorCode, type SpoolFile, type SpoolFiles } from './spool-files.ts';
import { endOf, stampAt } from './spool-record.ts';
import { SpoolTrouble } from './spool-trouble.ts';

/** The first record of a group waits no longer than this before the group is written, */
const GROUP_MS = 50;
/** and not at all when the group has grown to this. */
const EAGER_BYTES = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** A group and the one that is being written meanwhile, on a disk that is not in a hurry: what a killed reader may have lost. */
export const MOST_LOST_MS = 200;

export interface GroupWriterOptions {
  readonly files: SpoolFiles;
  readonly clock: Clock;
  readonly epoch: string;
  readonly segments: SegmentList;
  /** The last segment, open for writing. */
  readonly file: SpoolFile | undefined;
  readonly segmentBytes: number;
  /** Of records that the disk has not taken. */
  readonly maxPendingBytes: number;
  /** The source can be kept waiting; otherwise the oldest records that the disk does not take are dropped. */
  readonly mayWait: boolean;
  /** A group is durable, so there is more to send. */
  onDurable(): void;
  /** The disk takes nothing: whoever can should make room on it. */
  onRefused(): Promise<void>;
  log(line: string): void;
}

/**
 * Brings records to the disk in groups. A record is numbered when its group is written and belongs to the spool when
 * the group is durable; of a group that the disk refuses nothing remains, and it is written again later.
 */
export class GroupWriter {
  readonly #options: GroupWriterOptions;
  readonly #pending: PendingRecords;
  readonly #trouble: SpoolTrouble;
  #file: SpoolFile | undefined;
  #lastAt: number;
  #numDropped = 0;
  #state: 'open' | 'closed' = 'open';
  #writing: Promise<void> | undefined;
  #cancelWait: (() => void) | undefined;

  constructor(options: GroupWriterOptions) {
    const { segmentBytes, maxPendingBytes, segments, file } = options;
    this.#options = options;
    const chunkBytes = Math.max(1024, Math.min(CHUNK_BYTES, segmentBytes, Math.floor(maxPendingBytes / 4)));
    this.#pending = new PendingRecords(chunkBytes);
    this.#trouble = new SpoolTrouble(options);
    this.#file = file;
    this.#lastAt = segments.lastAt;
  }

  get isSettled(): boolean {
    return this.#pending.isEmpty && this.#writing === undefined;
  }

  get isBehind(): boolean {
    return this.#pending.memoryBytes >= this.#options.maxPendingBytes;
  }

  /** Records that came and were never written. */
  get numDropped(): number {
    return this.#numDropped;
  }

  get trouble(): string | undefined {
    return this.#trouble.describe(this.#numDropped);
  }

  append(records: readonly SourceRecord[]): void {
    const now = this.#options.clock.now();
    for (const { at, line } of records) {
      if (at > this.#lastAt) this.#lastAt = at;
      const isTooLong = line.length > MAX_RECORD_BYTES;
      const payload = isTooLong ? Buffer.from(encodeBadRecord(this.#lastAt, 'too_long')) : line;
      this.#pending.append(payload, this.#lastAt, now);
      if (!this.#options.mayWait) this.#keepNewest();
    }
    this.#schedule();
  }

  /** Tries to write what there is, now. Resolves when it is durable, or the disk refused it. */
  async flush(): Promise<void> {
    await this.#writing;
    while (this.#state === 'open' && !this.#pending.isEmpty) {
      await this.#start();
      if (this.#trouble.isHere) return;
    }
  }

  /** Writes what there is, if the disk takes it, and closes the file. @returns how many records were not written */
  async close(): Promise<number> {
    await this.flush();
    this.#state = 'closed';
    this.#cancelWait?.();
    await this.#file?.close().catch(() => {});
    const numLost = this.#pending.clear();
    this.#numDropped += numLost;
    return numLost;
  }

  #schedule(): void {
    if (this.#state === 'closed' || this.#writing !== undefined || this.#pending.isEmpty) return;
    const isDue = this.#pending.numBytes >= EAGER_BYTES && !this.#trouble.isHere;
    if (isDue) void this.#start();
    else if (this.#cancelWait === undefined) {
      const since = this.#pending.since + GROUP_MS;
      const time = this.#trouble.isHere ? this.#trouble.retryAt : since;
      this.#cancelWait = this.#options.clock.at(time, () => void this.#start());
    }
  }

  #start(): Promise<void> {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    if (this.#state === 'closed' || this.#pending.isEmpty) return Promise.resolve();
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      this.#schedule();
      this.#options.onDurable();
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { segmentBytes, onDurable } = this.#options;
    do {
      const group = this.#pending.take(Math.min(EAGER_BYTES, segmentBytes));
      try {
        await this.#writeGroup(group);
      } catch (error) {
        this.#pending.putBack(group);
        if (!this.#options.mayWait) this.#keepNewest();
        await this.#refused(error);
        return;
      }
      this.#pending.recycle(group);
      this.#trouble.isOver(this.#numDropped);
      onDurable();
    } while (this.#pending.numBytes >= EAGER_BYTES);
  }

  async #writeGroup(group: readonly PendingChunk[]): Promise<void> {
    const { segments } = this.#options;
    const numBytes = group.reduce((sum, chunk) => sum + chunk.numBytes, 0);
    const segment = await this.#segmentFor(numBytes);
    let sequence = segments.next;
    for (const chunk of group) {
      chunk.seal(sequence, segment.salt, sequence - segments.next);
      sequence += chunk.numRecords;
    }
    const file = this.#file as SpoolFile;
    await file.write(
      group.map((chunk) => chunk.bytes),
      segment.numBytes,
    );
    await file.datasync();
    for (const chunk of group) {
      const start = segment.numBytes;
      chunk.forEach((offset) => {
        segment.add(stampAt(chunk.buffer, offset), start + endOf(chunk.buffer, offset));
      });
    }
  }

  /** The last segment if it has room, otherwise a new one. */
  async #segmentFor(numBytes: number): Promise<DiskSegment> {
    const { files, clock, epoch, segments, segmentBytes } = this.#options;
    const { last } = segments;
    const isEmpty = last?.first === last?.next;
    if (last !== undefined && this.#file !== undefined) {
      if (isEmpty || last.numBytes + numBytes <= segmentBytes) return last;
      await this.#file.close();
      this.#file = undefined;
    }
    const first = segments.next;
    const createdAt = clock.now();
    const header = encodeSegmentHeader({ epoch, createdAt });
    // A file that failed is never written to again. Of this name there can only be one without a durable record.
    await files.remove(segmentName(first));
    const file = await files.open(segmentName(first), 'create');
    try {
      await file.write([header], 0);
      await file.datasync();
      await files.sync();
    } catch (error) {
      await file.close().catch(() => {});
      throw error;
    }
    const segment = new DiskSegment({ epoch, first, headerBytes: header.length, createdAt });
    if (last !== undefined && isEmpty) segments.dropLast();
    segments.add(segment);
    this.#file = file;
    return segment;
  }

  /** Gives the file up: what a failed write or sync left in it is not known. */
  async #refused(error: unknown): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#trouble.came(error, errorCode(error));
    // Records beyond the durable ones would be found at the next start: they are numbered, but were never sent.
    await file?.truncate(this.#options.segments.last?.numBytes ?? 0).catch(() => {});
    await file?.close().catch(() => {});
    await this.#options.onRefused();
  }

  #keepNewest(): void {
    while (this.#pending.memoryBytes > this.#options.maxPendingBytes) {
      const dropped = this.#pending.dropOldest();
      if (dropped === 0) return;
      this.#numDropped += dropped;
      this.#trouble.dropped(this.#numDropped);
    }
  }
}

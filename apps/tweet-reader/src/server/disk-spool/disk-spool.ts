import { type Clock, StreamingError } from '@hashtide/engine';
import type { SourceRecord } from '../../tweet-source.ts';
import type { EngineAcks } from '../engine-acks.ts';
import type { RecordSpool, SpoolCursor } from '../record-spool.ts';
import { DiskCursor } from './disk-cursor.ts';
import { GroupWriter } from './group-writer.ts';
import { NodeSpoolFiles } from './node-spool-files.ts';
import { type RecoveredSpool, recoverSpool, type SpoolRecovery } from './recover-spool.ts';
import type { SegmentList } from './segment-list.ts';
import type { SpoolFiles } from './spool-files.ts';
import { notWritable } from './spool-lock.ts';
import { SpoolRetention } from './spool-retention.ts';
import { StateSaver } from './state-saver.ts';

const MIB = 1024 ** 2;
const HOUR_MS = 3_600_000;
const SEGMENT_BYTES = 8 * MIB;

export interface DiskSpoolOptions {
  /** Where it lies; made (0700) if it is missing. */
  readonly folder: string;
  /** Default 1 GiB. */
  readonly maxBytes?: number;
  /** What every engine has acked stays for this long, so that one that lost it can ask again; default 1 h. */
  readonly keepAckedMs?: number;
  /** What an engine has not acked stays no longer than this; default 7 days. */
  readonly maxAgeMs?: number;
  /** Of records that the disk does not take at the moment; default 8 MiB. */
  readonly maxPendingBytes?: number;
  /** Default: the machine's own. */
  readonly files?: SpoolFiles;
}

export interface OpenDiskSpoolOptions extends DiskSpoolOptions {
  readonly clock: Clock;
  /** The source can be kept waiting, and is over some day: a recording. */
  readonly mayWait: boolean;
  /** There is more to send, or room for more. */
  onProgress(): void;
  log(line: string): void;
}

/**
 * Keeps records on the disk, numbered on and on over the reader's restarts, in files of about 8 MiB. A record may be
 * sent when its group is durable, at most 200 ms after it came, so that no number is ever given to two records.
 *
 *     <folder>/0000000000000001.segment   records, oldest first
 *              0000000000024312.segment   …
 *              epoch                      which stream it is
 *              state                      what each engine has acked, once a second
 *              spool-lock                 keeps every other reader out
 */
export class DiskSpool implements RecordSpool {
  /** What it held when it was opened. */
  readonly recovery: SpoolRecovery;
  readonly #options: OpenDiskSpoolOptions;
  readonly #files: SpoolFiles;
  readonly #segments: SegmentList;
  readonly #acks: EngineAcks;
  readonly #writer: GroupWriter;
  readonly #state: StateSaver;
  readonly #unlock: () => void;
  readonly #retention: SpoolRetention;
  readonly #formerlyDropped: number;
  #numDamaged = 0;
  #numDamagedSaid = 0;
  #hasSaidError = false;

  private constructor(options: OpenDiskSpoolOptions, recovered: RecoveredSpool, unlock: () => void) {
    const {
      clock,
      mayWait,
      maxBytes = 1024 * MIB,
      keepAckedMs = HOUR_MS,
      maxAgeMs = 7 * 24 * HOUR_MS,
      maxPendingBytes = 8 * MIB,
      log,
    } = options;
    const { recovery, segments, file, acks, numDropped } = recovered;
    this.#options = options;
    this.#files = filesOf(options);
    this.recovery = recovery;
    this.#segments = segments;
    this.#acks = acks;
    this.#formerlyDropped = numDropped;
    this.#unlock = unlock;
    const segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(maxBytes / 8));
    this.#retention = new SpoolRetention({
      ...{ files: this.#files, clock, segments, acks, maxBytes, keepAckedMs, maxAgeMs, log },
      onError: (error) => this.#failed(error),
    });
    this.#writer = new GroupWriter({
      ...{ files: this.#files, clock, segments, file, segmentBytes, maxPendingBytes, mayWait, log },
      epoch: recovery.epoch,
      onDurable: () => this.#durable(),
      onRefused: () => this.#retention.releaseAcked(),
    });
    this.#state = new StateSaver({ files: this.#files, clock, epoch: recovery.epoch, log });
  }

  /**
   * Opens the spool of a folder, or makes one, and says what it found.
   *
   * @throws {StreamingError} `SPOOL_LOCKED`, `SPOOL_NOT_WRITABLE`, `SPOOL_FORMAT_UNKNOWN`
   */
  static async open(options: OpenDiskSpoolOptions): Promise<DiskSpool> {
    const files = filesOf(options);
    const unlock = await files.lock();
    try {
      const recovered = await recoverSpool({ files, clock: options.clock, isEndless: !options.mayWait });
      return new DiskSpool(options, recovered, unlock);
    } catch (error) {
      unlock();
      throw error instanceof StreamingError ? error : notWritable(files.folder, error);
    }
  }

  get epoch(): string {
    return this.recovery.epoch;
  }

  get first(): number {
    return this.#segments.first;
  }

  get next(): number {
    return this.#segments.next;
  }

  get lastAt(): number {
    return this.#segments.lastAt;
  }

  get isFull(): boolean {
    return this.#retention.isFull;
  }

  get isBehind(): boolean {
    return this.#writer.isBehind;
  }

  get isSettled(): boolean {
    return this.#writer.isSettled;
  }

  get numDropped(): number {
    return this.#retention.numDropped + this.#writer.numDropped;
  }

  get trouble(): string | undefined {
    return this.#writer.trouble;
  }

  get lowestAck(): number | undefined {
    return this.#acks.lowest;
  }

  append(records: readonly SourceRecord[]): void {
    this.#writer.append(records);
  }

  /** Writes what there is without waiting for more. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  cursor(onReady: () => void): SpoolCursor {
    return new DiskCursor({
      files: this.#files,
      clock: this.#options.clock,
      segments: this.#segments,
      onReady,
      onDamage: (numRecords) => this.#damaged(numRecords),
      onError: (error) => this.#failed(error),
    });
  }

  ackedBy(engineId: string): number | undefined {
    return this.#acks.of(engineId);
  }

  remember(engineId: string, sequence: number): void {
    this.#acks.set(engineId, Math.min(sequence, this.next - 1), this.#options.clock.now());
    this.#changed();
  }

  forget(engineId: string): void {
    if (!this.#acks.delete(engineId)) return;
    this.#changed();
    this.#retention.release();
  }

  ack(engineId: string, sequence: number): void {
    if (!this.#acks.raise(engineId, Math.min(sequence, this.next - 1), this.#options.clock.now())) return;
    this.#changed();
    this.#retention.release();
  }

  dropOldest(): number {
    const numRecords = this.#retention.dropOldest();
    if (numRecords > 0) this.#changed();
    return numRecords;
  }

  releaseBefore(sequence: number): boolean {
    return this.#retention.releaseBefore(sequence);
  }

  /**
   * Writes what there is and lets the folder go.
   * @param isOver the recording is over and every engine has all of it: the next reader begins a new stream
   */
  async close({ isOver = false }: { readonly isOver?: boolean } = {}): Promise<void> {
    const numLost = await this.#writer.close();
    if (numLost > 0) this.#options.log(`${numLost} records could not be written any more and are lost`);
    await this.#state.close({ ...this.#known(), isClosed: numLost === 0, isOver });
    this.#unlock();
  }

  #durable(): void {
    this.#retention.release();
    this.#options.onProgress();
  }

  #known() {
    const numDropped = this.#formerlyDropped + this.numDropped;
    return { acks: this.#acks, isClosed: false, isOver: false, numDropped };
  }

  #changed(): void {
    this.#state.changed(() => this.#known());
  }

  #damaged(numRecords: number): void {
    this.#numDamaged += numRecords;
    if (this.#numDamaged < 2 * this.#numDamagedSaid) return;
    this.#numDamagedSaid = this.#numDamaged;
    this.#options.log(`${this.#numDamaged} records of the spool are damaged; engines count them as rejected`);
  }

  #failed(error: Error): void {
    if (this.#hasSaidError) return;
    this.#hasSaidError = true;
    this.#options.log(`the spool in ${this.#files.folder} is in trouble: ${error.message}`);
  }
}

function filesOf({ folder, files }: DiskSpoolOptions): SpoolFiles {
  return files ?? new NodeSpoolFiles(folder);
}

import { StreamingError } from '../errors.ts';
import { type Clock, SystemClock } from '../time/clock.ts';
import type { Duration, Time } from '../time/duration.ts';
import { FileSegmentFolder } from './file-segment-folder.ts';
import type { LogDamage, LogPlace } from './recover-segments.ts';
import type { SegmentFolder } from './segment-folder.ts';
import { SegmentLog } from './segment-log.ts';
import type { WriteAheadLog, WriteAheadLogHandle } from './write-ahead-log.ts';

/** Options of a {@link FileWriteAheadLog}. */
export interface FileWriteAheadLogOptions {
  /** Where waiting between tries comes from. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** A new file after so many bytes, or when its first record is so old, by the times of records. Default 16 MiB, 60 s. */
  readonly segmentBytes?: number | undefined;
  readonly segmentDuration?: Duration | undefined;
  /** So many files at most; then the last one grows. Default 64. */
  readonly maxSegments?: number | undefined;
  /** A write failed, and is tried again; undefined: it works again. */
  readonly onTrouble?: ((error: Error | undefined) => void) | undefined;
  /** What was wrong with it when it was opened, if anything was. */
  readonly onDamage?: ((damage: LogDamage) => void) | undefined;
}

const SEGMENT_DURATION_MS = 60_000;
const TIME_BYTES = 8;
const HANDLE = /^(\d{1,15}):(\d{1,15}):(\d{1,15})$/;

/**
 * A log in files of a folder, for one process at a time: what was written is on the disk when `write` resolves. What
 * comes while a sync runs shares the next one. Nothing is made before the first write.
 *
 * A torn tail is cut off when it is opened. Of a damaged file the records that can be read are kept, and the file as
 * it was as `<name>.corrupt`. A write that fails is tried again until it works or the log is closed.
 */
export class FileWriteAheadLog implements WriteAheadLog {
  readonly #folder: SegmentFolder;
  readonly #options: FileWriteAheadLogOptions;
  #opened: SegmentLog | undefined;
  #isClosed = false;

  constructor(place: string | SegmentFolder, options: FileWriteAheadLogOptions = {}) {
    this.#folder = typeof place === 'string' ? new FileSegmentFolder(place) : place;
    this.#options = options;
  }

  /** @throws {StreamingError} `LOG_CLOSED`, `LOG_IN_USE`, by rejecting */
  async write(record: Uint8Array, time: Time): Promise<WriteAheadLogHandle> {
    if (this.#isClosed) {
      throw new StreamingError('LOG_CLOSED', 'the write-ahead log is closed; it must be written before that');
    }
    const stamp = Buffer.allocUnsafeSlow(TIME_BYTES);
    stamp.writeDoubleLE(time);
    return { log: nameOf(await this.#log().append([stamp, record], time)) };
  }

  /** @throws {StreamingError} `LOG_RECORD_GONE`, `LOG_IN_USE` */
  read(handle: WriteAheadLogHandle): Uint8Array {
    return this.#log().read(placeOf(handle)).subarray(TIME_BYTES);
  }

  *readAll(): Iterable<Uint8Array> {
    for (const payload of this.#log().readAll()) yield payload.subarray(TIME_BYTES);
  }

  async clean(threshold: Time): Promise<void> {
    if (!this.#isClosed) await this.#log().releaseBefore(threshold);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#opened?.close();
  }

  #log(): SegmentLog {
    if (this.#opened === undefined && this.#isClosed) {
      throw new StreamingError('LOG_CLOSED', 'the write-ahead log was closed; it must be read before that');
    }
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #open(): SegmentLog {
    const { clock = new SystemClock(), segmentDuration = SEGMENT_DURATION_MS, onDamage } = this.#options;
    const options = { ...this.#options, folder: this.#folder, clock, segmentDuration };
    const log = new SegmentLog(options, ({ payload }) => {
      if (payload.byteLength < TIME_BYTES) return undefined;
      return Buffer.from(payload.buffer, payload.byteOffset, TIME_BYTES).readDoubleLE();
    });
    const { tornBytes, damagedBytes } = log.damage;
    if (tornBytes + damagedBytes > 0) onDamage?.(log.damage);
    return log;
  }
}

function nameOf({ segment, offset, length }: LogPlace): string {
  return `${segment}:${offset}:${length}`;
}

/** A handle may come out of another log. */
function placeOf({ log }: WriteAheadLogHandle): LogPlace {
  const [, segment, offset, length] = HANDLE.exec(log) ?? [];
  return { segment: Number(segment ?? 0), offset: Number(offset ?? 0), length: Number(length ?? 0) };
}

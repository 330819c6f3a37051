import { StreamingError, toError } from '../errors.ts';
import { type Clock, delay } from '../time/clock.ts';
import type { Duration, Time } from '../time/duration.ts';
import { encodeFrameHeader, FRAME_BYTES } from './log-frame.ts';
import { type LogSegment, segmentName } from './log-segment.ts';
import type { LogPlace } from './recover-segments.ts';
import type { SegmentFile, SegmentFolder } from './segment-folder.ts';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './segment-header.ts';

export interface SegmentWriterOptions {
  readonly folder: SegmentFolder;
  readonly clock: Clock;
  /** The segment that the next group goes to; what is `lost` is gone from the folder. */
  readonly segmentFor: (time: Time, lost?: LogSegment) => LogSegment;
  readonly onTrouble: (error: Error | undefined) => void;
  readonly onDurable: () => void;
}

interface Entry {
  readonly payload: readonly Uint8Array[];
  readonly sequence: number;
  readonly time: Time;
}

interface Waiting extends Entry {
  readonly resolve: (place: LogPlace) => void;
  readonly reject: (error: Error) => void;
}

/** How long to wait before the n-th try in a row, ms. */
const FIRST_WAIT_MS: Duration = 250;
const LONGEST_WAIT_MS: Duration = 5000;

/**
 * Writes records in groups: one is written and synced, the next one gathers.
 *
 * What fails is written again, behind the last record that is durable, through a file that is opened anew: after a
 * failed sync nobody knows what of the old one's is on the disk. Until that works nothing counts as durable.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  #waiting: Waiting[] = [];
  #pendingBytes = 0;
  #isRunning = false;
  #running: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  #open: { readonly segment: LogSegment; readonly file: SegmentFile } | undefined;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  append(entry: Entry): Promise<LogPlace> {
    if (this.#closing.signal.aborted) return Promise.reject(closed(this.#options.folder));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...entry, resolve, reject });
      this.#pendingBytes += numBytesOf(entry);
      if (this.#isRunning) return;
      this.#isRunning = true;
      this.#running = this.#run();
    });
  }

  /** What waits is written, unless that fails: then it is refused. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    await this.#closeFile();
  }

  async #run(): Promise<void> {
    // What comes in the same turn goes into the same group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        const places = await this.#writeGroup(group);
        for (const [index, { resolve }] of group.entries()) resolve(places[index] as LogPlace);
        this.#options.onDurable();
      } catch (error) {
        for (const { reject } of group) reject(toError(error));
      }
      for (const entry of group) this.#pendingBytes -= numBytesOf(entry);
    }
    this.#isRunning = false;
  }

  /** Until it is durable, or the writer is closed. */
  async #writeGroup(group: readonly Entry[]): Promise<LogPlace[]> {
    const { clock, folder, onTrouble } = this.#options;
    const { signal } = this.#closing;
    for (let failures = 0; ; ) {
      try {
        const places = await this.#tryGroup(group);
        if (failures > 0) onTrouble(undefined);
        return places;
      } catch (thrown) {
        failures += 1;
        onTrouble(toError(thrown));
        await this.#closeFile();
        const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
        await delay(clock, wait, signal).catch(() => {
          throw closed(folder, thrown);
        });
      }
    }
  }

  async #tryGroup(group: readonly Entry[]): Promise<LogPlace[]> {
    const { segment, file } = await this.#fileFor(group[0]?.time ?? 0);
    const pieces: Uint8Array[] = [];
    const places: LogPlace[] = [];
    let at = segment.length;
    if (at === 0) {
      pieces.push(encodeSegmentHeader({ salt: segment.salt, firstSequence: group[0]?.sequence ?? 1 }));
      at = SEGMENT_HEADER_BYTES;
    }
    for (const [index, entry] of group.entries()) {
      pieces.push(encodeFrameHeader(segment.salt, entry.sequence, index, entry.payload), ...entry.payload);
      const length = numBytesOf(entry);
      places.push({ segment: segment.number, offset: at + FRAME_BYTES, length });
      at += FRAME_BYTES + length;
    }
    await file.write(pieces, segment.length);
    await file.sync();
    segment.length = at;
    segment.lastSequence = group.at(-1)?.sequence ?? segment.lastSequence;
    for (const { time } of group) {
      segment.firstTime ??= time;
      segment.lastTime = Math.max(segment.lastTime, time);
    }
    return places;
  }

  async #fileFor(time: Time): Promise<{ readonly segment: LogSegment; readonly file: SegmentFile }> {
    const { folder, segmentFor } = this.#options;
    let segment = segmentFor(time);
    if (this.#open?.segment === segment) return this.#open;
    await this.#closeFile();
    let file = await folder.open(segmentName(segment.number));
    if (file.size < segment.length) {
      // Somebody has taken it away, or cut it: there is nothing to go on behind.
      await file.close();
      segment = segmentFor(time, segment);
      file = await folder.open(segmentName(segment.number));
    }
    this.#open = { segment, file };
    return this.#open;
  }

  async #closeFile(): Promise<void> {
    const file = this.#open?.file;
    this.#open = undefined;
    await file?.close().catch(() => {});
  }
}

function numBytesOf({ payload }: Entry): number {
  let total = 0;
  for (const piece of payload) total += piece.byteLength;
  return total;
}

function closed({ location }: SegmentFolder, cause?: unknown): StreamingError {
  const rule = 'it must be written before that';
  return new StreamingError('LOG_CLOSED', `the write-ahead log in ${location} is closed; ${rule}`, { cause });
}

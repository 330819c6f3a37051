import type { Readable } from 'node:stream';
import { type Clock, StreamingError } from '@hashtide/engine';
import { requireSpeed, type Speed } from './speed.ts';

export interface ReplayOptions {
  /** A path, or `-` for `input`. */
  readonly file: string;
  /** What `-` reads; default: standard input. */
  readonly input?: Readable;
  readonly speed: Speed;
  /** Begins again at the end, for ever, with times and ids moved on. Default: false. */
  readonly loop?: boolean;
  /** How many records to give, over all laps; default: all. */
  readonly limit?: number;
  /** The longest wait between two records, ms by the clock; default: as long as it takes. */
  readonly maxGapMs?: number;
  /** The time of the first line where a recording tells no times, epoch ms; default: when the file was modified. */
  readonly start?: number;
  readonly clock: Clock;
  /** Gets what a person should know of the recording: bad lines, a torn end. One line each. */
  readonly log: (message: string) => void;
}

/**
 * @throws {StreamingError} `INVALID_SPEED`, `INVALID_LIMIT`, `INVALID_MAX_GAP`, `INVALID_START`,
 *   `LOOP_NEEDS_A_FILE`
 */
export function requireReplayOptions({ file, speed, loop, limit, maxGapMs, start }: ReplayOptions): void {
  requireSpeed(speed);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new StreamingError('INVALID_LIMIT', `limit is ${limit}; it must be a whole number above 0`);
  }
  if (maxGapMs !== undefined && !(maxGapMs >= 0)) {
    throw new StreamingError('INVALID_MAX_GAP', `maxGapMs is ${maxGapMs}; it must be 0 ms or more`);
  }
  if (start !== undefined && !(Number.isSafeInteger(start) && start >= 0)) {
    throw new StreamingError('INVALID_START', `start is ${start}; it must be whole epoch ms, 0 or later`);
  }
  if (loop && file === '-') throw loopNeedsAFile('standard input');
}

/** A stream can be read only once. */
export function loopNeedsAFile(name: string): StreamingError {
  return new StreamingError(
    'LOOP_NEEDS_A_FILE',
    `${name} can be read only once; to loop, it must be a file`,
    {
      fix: 'save it as a file first, or leave out --loop',
    },
  );
}

import { StreamingError } from '@hashtide/engine';

/** How fast a recording is given: as it was recorded, so many times as fast, or without any waiting. */
export type Speed = 'recorded' | 'max' | number;

const FACTOR = /^(\d+(?:\.\d+)?|\.\d+)[x×]?$/;

/**
 * Reads a speed as people write it: `recorded`, `max`, `10x`, `1.5x`; `10` means `10x`.
 *
 * @throws {StreamingError} `INVALID_SPEED` for anything else, and for a factor of 0
 */
export function parseSpeed(text: string): Speed {
  const word = text.trim().toLowerCase();
  if (word === 'recorded' || word === 'max') return word;
  const factor = Number(FACTOR.exec(word)?.[1]);
  return requireSpeed(factor, text);
}

/** @throws {StreamingError} `INVALID_SPEED` unless `speed` is `recorded`, `max` or a finite factor above 0 */
export function requireSpeed(speed: Speed, asWritten: string = String(speed)): Speed {
  if (speed === 'recorded' || speed === 'max') return speed;
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new StreamingError(
    'INVALID_SPEED',
    `speed is ${JSON.stringify(asWritten)}; it must be recorded, max, or a factor above 0 such as 10x`,
    { fix: '--speed 10x' },
  );
}

/** A speed for the screen: `10x`, `recorded speed`, `max speed`. */
export function describeSpeed(speed: Speed): string {
  if (speed === 'max') return 'max speed';
  return speed === 'recorded' || speed === 1 ? 'recorded speed' : `${speed}x`;
}

import { randomUUID } from 'node:crypto';
import { RAW_SOURCE } from './messages.ts';

const MAX_EPOCHS = 16;

/** How far one epoch has been read. */
export interface StreamPosition {
  readonly source: string;
  readonly epoch: string;
  /** The first sequence number that has not been passed on. */
  next: number;
  /** The latest stamp passed on; -Infinity: none. */
  lastAt: number;
  /** Every sequence number up to this one is durable; 0: none. */
  durable: number;
}

/**
 * Remembers the epochs a client read most recently, at most 16, so that one that comes back goes on where it was
 * read to, which may be further than what is durable.
 */
export class StreamPositions {
  readonly #byEpoch = new Map<string, StreamPosition>();

  find(source: string, epoch: string): StreamPosition | undefined {
    return this.#byEpoch.get(key(source, epoch));
  }

  /** Makes it the most recent one. */
  remember(position: StreamPosition): void {
    const name = key(position.source, position.epoch);
    this.#byEpoch.delete(name);
    this.#byEpoch.set(name, position);
    const oldest = this.#byEpoch.keys().next();
    if (this.#byEpoch.size > MAX_EPOCHS && !oldest.done) this.#byEpoch.delete(oldest.value);
  }
}

function key(source: string, epoch: string): string {
  return JSON.stringify([source, epoch]);
}

/** Where the numbering of raw lines goes on; the first time, where it begins. */
export function rawPosition(known: readonly StreamPosition[]): StreamPosition {
  const before = known.findLast(({ source }) => source === RAW_SOURCE);
  if (before !== undefined) return { ...before };
  return { source: RAW_SOURCE, epoch: `raw-${randomUUID()}`, next: 1, lastAt: -Infinity, durable: 0 };
}

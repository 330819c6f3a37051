import { type Clock, toError } from '@hashtide/engine';
import type { EngineAcks } from '../engine-acks.ts';
import type { SegmentList } from './segment-list.ts';
import type { SpoolFiles } from './spool-files.ts';

const HOUR_MS = 3_600_000;

export interface SpoolRetentionOptions {
  readonly files: SpoolFiles;
  readonly clock: Clock;
  readonly segments: SegmentList;
  readonly acks: EngineAcks;
  readonly maxBytes: number;
  /** Of what every engine has acked, and of the rest. */
  readonly keepAckedMs: number;
  readonly maxAgeMs: number;
  onError(error: Error): void;
  log(line: string): void;
}

/** Decides what a spool lets go of, a segment at a time, the oldest first; never of the one that is written to. */
export class SpoolRetention {
  readonly #options: SpoolRetentionOptions;
  #numDropped = 0;
  /** Names of files that are let go of, oldest first. */
  readonly #going: string[] = [];
  #removal: Promise<void> = Promise.resolve();

  constructor(options: SpoolRetentionOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#options.segments.numBytes >= this.#options.maxBytes;
  }

  /** Records that were let go though an engine still wanted them, or nobody had had them. */
  get numDropped(): number {
    return this.#numDropped;
  }

  /** Lets go of what need not or cannot be kept: acked and old, or acked and too much, or too old in any case. */
  release(): void {
    const { clock, segments, acks, keepAckedMs, maxAgeMs, log } = this.#options;
    const now = clock.now();
    const lowest = acks.lowest ?? 0;
    for (let { oldest } = segments; oldest !== undefined; { oldest } = segments) {
      const age = now - segments.oldestClosedAt;
      if (oldest.next - 1 <= lowest && (age >= keepAckedMs || this.isFull)) void this.#removeOldest();
      else if (age >= maxAgeMs) this.dropOldest();
      else break;
    }
    for (const engineId of acks.deleteBefore(now - maxAgeMs))
      log(`engine ${engineId} has not been here for ${maxAgeMs / HOUR_MS} h and is forgotten`);
  }

  /** The disk is full: what every engine has goes, however new it is. */
  async releaseAcked(): Promise<void> {
    const { segments, acks } = this.#options;
    const lowest = acks.lowest ?? 0;
    for (let { oldest } = segments; oldest !== undefined; { oldest } = segments) {
      if (oldest.next - 1 > lowest) return;
      await this.#removeOldest();
    }
  }

  /** @returns how many records went; 0: nothing can be let go */
  dropOldest(): number {
    const { segments, acks } = this.#options;
    const { oldest } = segments;
    if (oldest === undefined) return 0;
    this.#numDropped += Math.max(0, oldest.next - Math.max(oldest.first, (acks.lowest ?? 0) + 1));
    void this.#removeOldest();
    return oldest.next - oldest.first;
  }

  /** Lets go of the oldest segment if it ends before `sequence`, without counting it as dropped. */
  releaseBefore(sequence: number): boolean {
    const { oldest } = this.#options.segments;
    if (oldest === undefined || oldest.next > sequence) return false;
    void this.#removeOldest();
    return true;
  }

  async #removeOldest(): Promise<void> {
    const { segments } = this.#options;
    const { oldest } = segments;
    if (oldest === undefined) return;
    segments.dropOldest();
    this.#going.push(oldest.name);
    await this.#removeGoing();
  }

  /** One after the other, and none before an older one is gone: what is found at the next start has no hole. */
  #removeGoing(): Promise<void> {
    const { files, onError } = this.#options;
    this.#removal = this.#removal.then(async () => {
      try {
        for (let [name] = this.#going; name !== undefined; [name] = this.#going) {
          await files.remove(name);
          this.#going.shift();
        }
      } catch (error) {
        // Tried again with the next; or it is found again at the next start, and let go of then.
        onError(toError(error));
      }
    });
    return this.#removal;
  }
}

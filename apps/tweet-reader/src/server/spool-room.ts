import type { Clock } from '@hashtide/engine';
import type { RecordSpool } from './record-spool.ts';

/** How long a full spool waits for an ack of what every connected engine has been sent. */
const ACK_WAIT_MS = 2_000;
/** The same while an engine that still wants records is away and may come back. */
const RETURN_WAIT_MS = 15_000;

export interface SpoolRoomOptions {
  readonly spool: RecordSpool;
  readonly clock: Clock;
  readonly sourceClock: 'live' | 'recorded';
  /** What is let go can be read again from the source. */
  readonly isReReadable: boolean;
  /** It is so large that an engine which has not taken all of it is slow, and not one whose batch is larger. */
  readonly isOnDisk: boolean;
  /** Every connected engine's id and the first sequence number that it has not been sent. */
  engines(): readonly { readonly engineId: string; readonly next: number }[];
  /** A wait is over. */
  onRoom(): void;
  log(line: string): void;
}

/**
 * Makes room in a full spool. A live source must not be kept waiting: the oldest records are dropped and counted. A
 * recorded one waits for its engines, but not in a circle: an engine that acks a batch when it is whole cannot ack
 * one that does not fit into the spool. So what every connected engine has been sent is let go: at once if it can
 * be read again, otherwise when no ack has come for two seconds; on the disk only if they have all of it.
 */
export class SpoolRoom {
  readonly #options: SpoolRoomOptions;
  #cancelWait: (() => void) | undefined;
  #isUnprotected = false;
  #numDroppedSaid = 0;

  constructor(options: SpoolRoomOptions) {
    this.#options = options;
  }

  /** @returns false: the source has to wait */
  make(): boolean {
    const { spool, sourceClock, isReReadable } = this.#options;
    if (sourceClock === 'live') {
      if (spool.isFull) this.#dropOldest();
      return true;
    }
    // A disk that takes nothing: the spool says when that is over.
    if (spool.isBehind) return false;
    if (!spool.isFull) return true;
    if (isReReadable || this.#isUnprotected) this.#releaseSent();
    else this.#wait();
    return !spool.isFull;
  }

  /** An engine has acked: waiting for acks has been worth it. */
  acked(): void {
    this.#isUnprotected = false;
    this.stop();
  }

  stop(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
  }

  #dropOldest(): void {
    const { spool, log } = this.#options;
    while (spool.isFull && spool.dropOldest() > 0);
    const { numDropped } = spool;
    // Said at the first and then each time it has doubled: not once a record.
    if (numDropped < 2 * this.#numDroppedSaid || numDropped === this.#numDroppedSaid) return;
    this.#numDroppedSaid = numDropped;
    log(`the spool is full of records that engines have not acked: ${numDropped} dropped, the oldest first`);
  }

  #releaseSent(): void {
    const { spool } = this.#options;
    const engines = this.#options.engines();
    if (engines.length === 0) return;
    const sent = Math.min(...engines.map(({ next }) => next));
    while (spool.isFull && spool.releaseBefore(sent));
  }

  #wait(): void {
    const { clock, spool } = this.#options;
    const engines = this.#options.engines();
    if (this.#cancelWait !== undefined || engines.length === 0) return;
    const lowest = spool.lowestAck ?? 0;
    const isOneAway = !engines.some(({ engineId }) => spool.ackedBy(engineId) === lowest);
    this.#cancelWait = clock.at(clock.now() + (isOneAway ? RETURN_WAIT_MS : ACK_WAIT_MS), () => {
      this.#cancelWait = undefined;
      const now = this.#options.engines();
      if (!spool.isFull || now.length === 0) return;
      // A stalled engine makes the source wait for as long as it takes.
      if (this.#options.isOnDisk && now.some(({ next }) => next < spool.next)) return this.#wait();
      this.#isUnprotected = true;
      this.#options.log('the spool is full: records are let go that were sent but not acked');
      this.#options.onRoom();
    });
  }
}

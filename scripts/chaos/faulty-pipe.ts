import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How bytes are kept from arriving as they were sent. */
export interface PipeFaults {
  /** Each piece comes so much later, ms. */
  readonly latencyMs?: number;
  readonly bytesPerSecond?: number;
  /** They arrive in pieces no longer than this. */
  readonly sliceBytes?: number;
}

/** Bytes on their way; above it the sender has to wait. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** One direction of a connection that has faults. */
export class FaultyPipe {
  readonly #to: Socket;
  readonly #from: Socket;
  readonly #faults: PipeFaults;
  readonly #onPassed: (bytes: Buffer) => void;
  readonly #waiting: { readonly due: number; readonly bytes: Buffer }[] = [];
  #waitingBytes = 0;
  #isPumping = false;
  #hasEnded = false;
  #state: 'open' | 'swallowing' | 'stopped' = 'open';

  /** @param onPassed told each piece when it has been passed on */
  constructor(from: Socket, to: Socket, faults: PipeFaults, onPassed: (bytes: Buffer) => void) {
    this.#from = from;
    this.#to = to;
    this.#faults = faults;
    this.#onPassed = onPassed;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => {
      this.#hasEnded = true;
      void this.#pump();
    });
  }

  get isSwallowing(): boolean {
    return this.#state === 'swallowing';
  }

  /** From now on it takes everything and passes nothing on. */
  swallow(): void {
    if (this.#state === 'open') this.#state = 'swallowing';
    this.#waiting.length = 0;
    this.#from.resume();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#waiting.length = 0;
  }

  #take(bytes: Buffer): void {
    if (this.#state !== 'open') return;
    this.#waiting.push({ due: performance.now() + (this.#faults.latencyMs ?? 0), bytes });
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#from.pause();
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    const { bytesPerSecond = Infinity, sliceBytes = Infinity } = this.#faults;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const early = next.due - performance.now();
      if (early > 0) await sleep(early);
      for (let start = 0; start < next.bytes.length && this.#state === 'open'; start += sliceBytes) {
        const piece = next.bytes.subarray(start, Math.min(next.bytes.length, start + sliceBytes));
        if (bytesPerSecond < Infinity) await sleep((piece.length / bytesPerSecond) * 1000);
        else if (sliceBytes < Infinity) await new Promise(setImmediate);
        if (this.#state === 'open') await this.#pass(piece);
      }
      this.#waitingBytes -= next.bytes.length;
      if (this.#waitingBytes <= MAX_WAITING_BYTES && this.#state !== 'stopped') this.#from.resume();
    }
    this.#isPumping = false;
    if (this.#hasEnded && this.#state === 'open' && this.#waiting.length === 0) this.#to.end();
  }

  async #pass(piece: Buffer): Promise<void> {
    if (this.#to.destroyed) return;
    const hasRoom = this.#to.write(piece);
    this.#onPassed(piece);
    if (hasRoom || this.#to.destroyed) return;
    const gone = new AbortController();
    await Promise.race([
      once(this.#to, 'drain', { signal: gone.signal }),
      once(this.#to, 'close', { signal: gone.signal }),
    ]).catch(() => {});
    gone.abort();
  }
}

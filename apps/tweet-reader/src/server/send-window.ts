const MARK_BYTES = 256 * 1024;

/**
 * How much of what was sent an engine has not acked. What it has not, it has to hold and would be sent again; a peer
 * that only reads must not get everything.
 */
export class SendWindow {
  #maxBytes: number;
  /** Oldest first: so many bytes, up to but without that record. */
  readonly #marks: { next: number; numBytes: number }[] = [];
  #numBytes = 0;

  /** @param maxBytes Infinity: none */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isFull(): boolean {
    return this.#numBytes >= this.#maxBytes;
  }

  /** Something that was sent is not acked. */
  get isWaiting(): boolean {
    return this.#numBytes > 0;
  }

  sent(next: number, numBytes: number): void {
    if (this.#maxBytes === Infinity) return;
    this.#numBytes += numBytes;
    const last = this.#marks.at(-1);
    if (last === undefined || last.numBytes >= MARK_BYTES) {
      this.#marks.push({ next, numBytes });
    } else {
      last.next = next;
      last.numBytes += numBytes;
    }
  }

  /** Every record up to and including `sequence`. */
  acked(sequence: number): void {
    let count = 0;
    for (const { next, numBytes } of this.#marks) {
      if (next - 1 > sequence) break;
      this.#numBytes -= numBytes;
      count += 1;
    }
    this.#marks.splice(0, count);
  }

  /** The engine acks less often than the window is wide: one that acks a batch when it is whole. */
  widen(): void {
    this.#maxBytes *= 2;
  }
}

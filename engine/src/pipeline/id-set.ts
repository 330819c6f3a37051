const SMALLEST_CAPACITY = 1024;

/**
 * A set of 64-bit numbers other than 0, in 8 bytes a slot: open addressing, linear probing, half to three quarters
 * full at most. Removing shifts the followers back, so no slot is lost however many come and go.
 */
export class IdSet {
  /** Two words a slot, low and high; both 0: free. */
  #slots = new Uint32Array(2 * SMALLEST_CAPACITY);
  #mask = SMALLEST_CAPACITY - 1;
  #size = 0;
  /** Unlike in every process, so that nobody can choose ids that all fall together. Answers do not depend on it. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  get size(): number {
    return this.#size;
  }

  /** Bytes that the table takes. */
  get byteLength(): number {
    return this.#slots.byteLength;
  }

  /** @returns true: it was not in the set */
  add(low: number, high: number): boolean {
    const slots = this.#slots;
    let slot = this.#home(low, high);
    for (;;) {
      const slotLow = slots[2 * slot] ?? 0;
      const slotHigh = slots[2 * slot + 1] ?? 0;
      if (slotLow === 0 && slotHigh === 0) break;
      if (slotLow === low && slotHigh === high) return false;
      slot = (slot + 1) & this.#mask;
    }
    slots[2 * slot] = low;
    slots[2 * slot + 1] = high;
    this.#size += 1;
    if (4 * this.#size > 3 * (this.#mask + 1)) this.#grow();
    return true;
  }

  /** Removes a number that is in the set. */
  delete(low: number, high: number): void {
    const slots = this.#slots;
    let hole = this.#home(low, high);
    while (slots[2 * hole] !== low || slots[2 * hole + 1] !== high) {
      if (slots[2 * hole] === 0 && slots[2 * hole + 1] === 0) return;
      hole = (hole + 1) & this.#mask;
    }
    this.#size -= 1;
    for (let next = (hole + 1) & this.#mask; ; next = (next + 1) & this.#mask) {
      const nextLow = slots[2 * next] ?? 0;
      const nextHigh = slots[2 * next + 1] ?? 0;
      if (nextLow === 0 && nextHigh === 0) break;
      const home = this.#home(nextLow, nextHigh);
      // It may move back into the hole unless its home lies behind the hole.
      if (((next - home) & this.#mask) < ((next - hole) & this.#mask)) continue;
      slots[2 * hole] = nextLow;
      slots[2 * hole + 1] = nextHigh;
      hole = next;
    }
    slots[2 * hole] = 0;
    slots[2 * hole + 1] = 0;
  }

  #home(low: number, high: number): number {
    let hash = Math.imul(low ^ this.#seed, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    this.#mask = this.#slots.length / 2 - 1;
    this.#size = 0;
    for (let index = 0; index < old.length; index += 2) {
      const low = old[index] ?? 0;
      const high = old[index + 1] ?? 0;
      if (low !== 0 || high !== 0) this.add(low, high);
    }
  }
}

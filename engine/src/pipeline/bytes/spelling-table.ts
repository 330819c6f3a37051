import { hashtagKey } from '../hashtags.ts';

const FIRST_SLOTS = 1024;
/** So many spellings are remembered; then it begins anew. */
const MAX_SPELLINGS = 65_536;

/**
 * Gives each way of writing a hashtag a small number, found by its bytes, so that one that comes again costs neither
 * a string nor a look at Unicode's tables.
 */
export class SpellingTable {
  /** By number. */
  spellings: string[] = [];
  /** What it is counted under, by number. */
  keys: string[] = [];
  /** Equal for equal keys, by number. */
  readonly keyNumbers: number[] = [];

  readonly #numberOfKey = new Map<string, number>();
  /** Number + 1 of the spelling in a slot; 0: free. */
  #slots = new Uint32Array(FIRST_SLOTS);
  /** The bytes of all spellings, one after the other; number `n` ends at `#ends[n]`. */
  #bytes = new Uint8Array(16 * FIRST_SLOTS);
  #ends: number[] = [];
  /** Unlike in every process, so that nobody can choose spellings that all fall together. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  /** Whether it is time to {@link clear} it. */
  get isFull(): boolean {
    return this.spellings.length >= MAX_SPELLINGS;
  }

  /** Forgets all numbers; the lists that were given out stay as they are. */
  clear(): void {
    this.spellings = [];
    this.keys = [];
    this.keyNumbers.length = 0;
    this.#ends = [];
    this.#numberOfKey.clear();
    this.#slots = new Uint32Array(FIRST_SLOTS);
    this.#bytes = new Uint8Array(16 * FIRST_SLOTS);
  }

  /** The number of the spelling `bytes[start, end)`, valid UTF-8. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(bytes, start, end) & mask;
    for (let known = this.#slots[slot] as number; known !== 0; known = this.#slots[slot] as number) {
      if (this.#is(known - 1, bytes, start, end)) return known - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, bytes, start, end);
  }

  #is(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = number === 0 ? 0 : (this.#ends[number - 1] as number);
    if ((this.#ends[number] as number) - from !== end - start) return false;
    for (let index = 0; index < end - start; index += 1)
      if (this.#bytes[from + index] !== bytes[start + index]) return false;
    return true;
  }

  #add(slot: number, bytes: Uint8Array, start: number, end: number): number {
    const number = this.spellings.length;
    const piece = bytes.subarray(start, end);
    const spelling = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString();
    const key = hashtagKey(spelling);
    const keyNumber = this.#numberOfKey.get(key) ?? this.#numberOfKey.size;
    this.#numberOfKey.set(key, keyNumber);
    this.spellings.push(spelling);
    this.keys.push(key);
    this.keyNumbers.push(keyNumber);
    const from = this.#ends.at(-1) ?? 0;
    if (from + piece.length > this.#bytes.length) {
      const grown = new Uint8Array(2 * (from + piece.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(piece, from);
    this.#ends.push(from + piece.length);
    this.#slots[slot] = number + 1;
    if (2 * this.spellings.length > this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    this.#slots = new Uint32Array(4 * this.#slots.length);
    const mask = this.#slots.length - 1;
    let from = 0;
    for (const [number, end] of this.#ends.entries()) {
      let slot = this.#hash(this.#bytes, from, end) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
      from = end;
    }
  }

  #hash(bytes: Uint8Array, start: number, end: number): number {
    let hash = this.#seed;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }
}

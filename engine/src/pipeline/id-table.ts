import { StreamingError } from '../errors.ts';
import { HIGH, LOW } from './tweet-id.ts';

const FIRST_SLOTS = 1024;
/** Ids lie together in pieces of so many; a power of 2. */
const CHUNK_IDS = 8192;
const CHUNK_BITS = 13;
/** So many chunks wait to be filled again: the ids of one large batch. */
const MAX_SPARE = 256;

/** A slot holds so many bits of an id's place, and above them some of its hash, which are never 0: 0 is a free slot. */
const PLACE_BITS = 28;
const PLACE_MASK = 2 ** PLACE_BITS - 1;
const MOST_IDS = PLACE_MASK >>> 1;

/**
 * Different 64-bit numbers in the order in which they came: the first and the last can be forgotten, and it is known
 * at once whether one is there.
 *
 *     ids        [first … ids of the former slots … | … ids of the latter … next)
 *     slots       ·  7  ·  ·  3  9  ·  5                places of ids, by hash, linear probing
 *
 * To forget costs nothing: a slot whose id is gone is no more than in the way. When all ids of the former slots are
 * gone, these are emptied and become the latter.
 */
export class IdTable {
  #former = new Uint32Array(FIRST_SLOTS);
  #latter = new Uint32Array(FIRST_SLOTS);
  /** The latter have the ids from this place on. */
  #latterFrom = 0;
  /** Slots of the latter that are not free. */
  #numTaken = 0;
  /** Two words an id, in the machine's order. */
  readonly #chunks: Uint32Array[] = [];
  readonly #spare: Uint32Array[] = [];
  /** The place of the first chunk's first id. */
  #chunksFrom = 0;
  #first = 0;
  #next = 0;
  /** Unlike in every process, so that nobody can choose ids that all fall together. Answers do not depend on it. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  /** The place of the first id that is not forgotten. */
  get first(): number {
    return this.#first;
  }

  /** The place that the next id gets. */
  get next(): number {
    return this.#next;
  }

  /** Bytes that it takes. */
  get byteLength(): number {
    const numChunks = this.#chunks.length + this.#spare.length;
    return this.#former.byteLength + this.#latter.byteLength + numChunks * CHUNK_IDS * 8;
  }

  /** @returns true: it was not there */
  add(low: number, high: number): boolean {
    if (2 * this.#numTaken >= this.#latter.length) this.#grow();
    const hash = this.#hash(low, high);
    if (this.#find(this.#former, hash, low, high) < 0) return false;
    const slot = this.#find(this.#latter, hash, low, high);
    if (slot < 0) return false;
    this.#latter[slot] = slotOf(hash, this.#next);
    this.#numTaken += 1;
    this.#push(low, high);
    return true;
  }

  /**
   * To be called before some hundred ids are added, two words each, low and high: fetches what adding them will look
   * at, all at once, where one that is added waits for the memory before the next.
   *
   * @returns nothing of use; so that it is not left out as useless itself
   */
  expect(halves: Uint32Array, numIds: number): number {
    const former = this.#former;
    const latter = this.#latter;
    let seen = 0;
    for (let index = 0; index < 2 * numIds; index += 2) {
      const hash = this.#hash(halves[index] as number, halves[index + 1] as number);
      seen += (former[hash & (former.length - 1)] as number) + (latter[hash & (latter.length - 1)] as number);
    }
    return seen;
  }

  /** Forgets all ids before the place `first`. */
  forgetBefore(first: number): void {
    this.#first = first;
    while (this.#chunks.length > 0 && this.#chunksFrom + CHUNK_IDS <= first) {
      this.#recycle(this.#chunks.shift());
      this.#chunksFrom += CHUNK_IDS;
    }
    if (first >= this.#latterFrom && this.#numTaken > 0) this.#swap();
  }

  /** Forgets all ids from the place `next` on. */
  forgetFrom(next: number): void {
    this.#next = next;
    this.#latterFrom = Math.min(this.#latterFrom, next);
    while (this.#chunksFrom + (this.#chunks.length - 1) * CHUNK_IDS >= next && this.#chunks.length > 0)
      this.#recycle(this.#chunks.pop());
  }

  /** The ids at the places `from … until − 1`. */
  idsAt(from: number, until: number): BigUint64Array {
    const words = new Uint32Array(2 * (until - from));
    for (let place = from; place < until; ) {
      const chunk = this.#chunks[(place - this.#chunksFrom) >>> CHUNK_BITS] as Uint32Array;
      const start = (place - this.#chunksFrom) % CHUNK_IDS;
      const end = Math.min(CHUNK_IDS, start + until - place);
      words.set(chunk.subarray(2 * start, 2 * end), 2 * (place - from));
      place += end - start;
    }
    return new BigUint64Array(words.buffer);
  }

  #recycle(chunk: Uint32Array | undefined): void {
    if (chunk !== undefined && this.#spare.length < MAX_SPARE) this.#spare.push(chunk);
  }

  /** @param taken a slot that may be of that id */
  #isAt(taken: number, low: number, high: number): boolean {
    // How long ago it came; what is older than all is forgotten.
    const age = (this.#next - taken) & PLACE_MASK;
    if (age === 0 || age > this.#next - this.#first) return false;
    const place = this.#next - age - this.#chunksFrom;
    const chunk = this.#chunks[place >>> CHUNK_BITS] as Uint32Array;
    const index = 2 * (place % CHUNK_IDS);
    return chunk[index + LOW] === low && chunk[index + HIGH] === high;
  }

  #push(low: number, high: number): void {
    const place = this.#next - this.#chunksFrom;
    if (place === this.#chunks.length * CHUNK_IDS)
      this.#chunks.push(this.#spare.pop() ?? new Uint32Array(2 * CHUNK_IDS));
    const chunk = this.#chunks[place >>> CHUNK_BITS] as Uint32Array;
    const index = 2 * (place % CHUNK_IDS);
    chunk[index + LOW] = low;
    chunk[index + HIGH] = high;
    this.#next += 1;
  }

  #swap(): void {
    const { length } = this.#latter;
    const emptied = this.#former.length === length ? this.#former.fill(0) : new Uint32Array(length);
    this.#former = this.#latter;
    this.#latter = emptied;
    this.#latterFrom = this.#next;
    this.#numTaken = 0;
  }

  /** @returns the free slot where the id belongs; −1: it is there */
  #find(slots: Uint32Array, hash: number, low: number, high: number): number {
    const mask = slots.length - 1;
    const print = printOf(hash);
    let slot = hash & mask;
    for (let taken = slots[slot] as number; taken !== 0; taken = slots[slot] as number) {
      if (taken >>> PLACE_BITS === print && this.#isAt(taken, low, high)) return -1;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const first = Math.max(this.#first, this.#latterFrom);
    const numIds = this.#next - first;
    if (numIds > MOST_IDS)
      throw new StreamingError('TOO_MANY_IDS', `a batch has more than ${MOST_IDS} tweets; make it shorter.`);
    const slots = new Uint32Array(2 * this.#latter.length);
    const mask = slots.length - 1;
    for (let place = first; place < this.#next; place += 1) {
      const chunk = this.#chunks[(place - this.#chunksFrom) >>> CHUNK_BITS] as Uint32Array;
      const index = 2 * ((place - this.#chunksFrom) % CHUNK_IDS);
      const hash = this.#hash(chunk[index + LOW] as number, chunk[index + HIGH] as number);
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = slotOf(hash, place);
    }
    this.#latter = slots;
    this.#numTaken = numIds;
  }

  #hash(low: number, high: number): number {
    let hash = Math.imul(low ^ this.#seed, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    return hash ^ (hash >>> 15);
  }
}

function printOf(hash: number): number {
  return hash >>> PLACE_BITS || 1;
}

function slotOf(hash: number, place: number): number {
  return ((printOf(hash) << PLACE_BITS) | (place & PLACE_MASK)) >>> 0;
}

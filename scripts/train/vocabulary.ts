/** How often features occur, by their hashes: numbers from 0 up, in the order in which they are met. */
export class Vocabulary {
  #mask = 2 ** 16 - 1;
  #ids = new Int32Array(2 ** 16).fill(-1);
  #hashes = new Uint32Array(2 ** 15);
  #counts = new Uint32Array(2 ** 15);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Counts a feature once more. */
  count(hash: number): void {
    const at = this.#find(hash);
    const id = this.#ids[at] as number;
    if (id >= 0) {
      this.#counts[id] = (this.#counts[id] as number) + 1;
      return;
    }
    if (this.#size === this.#hashes.length) {
      this.#grow();
      this.count(hash);
      return;
    }
    this.#ids[at] = this.#size;
    this.#hashes[this.#size] = hash;
    this.#counts[this.#size] = 1;
    this.#size += 1;
  }

  /** The feature's number; −1 where it was never counted. */
  idOf(hash: number): number {
    return this.#ids[this.#find(hash)] as number;
  }

  /** Those that were counted so often or oftener, in the same order. */
  atLeast(numTimes: number): Vocabulary {
    const kept = new Vocabulary();
    for (let id = 0; id < this.#size; id++) {
      if ((this.#counts[id] as number) >= numTimes) kept.count(this.#hashes[id] as number);
    }
    return kept;
  }

  hashOf(id: number): number {
    return this.#hashes[id] as number;
  }

  /** Where the hash is, or where it would go. */
  #find(hash: number): number {
    let at = Math.imul(hash, 0x9e37_79b1) >>> 7;
    for (;;) {
      at &= this.#mask;
      const id = this.#ids[at] as number;
      if (id < 0 || this.#hashes[id] === hash) return at;
      at += 1;
    }
  }

  #grow(): void {
    const hashes = this.#hashes;
    const counts = this.#counts;
    this.#hashes = new Uint32Array(2 * hashes.length);
    this.#counts = new Uint32Array(2 * counts.length);
    this.#hashes.set(hashes);
    this.#counts.set(counts);
    this.#ids = new Int32Array(4 * hashes.length).fill(-1);
    this.#mask = this.#ids.length - 1;
    for (let id = 0; id < this.#size; id++) this.#ids[this.#find(this.#hashes[id] as number)] = id;
  }
}

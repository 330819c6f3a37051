const FIRST_BYTES = 4096;
/** Of a text that is compared with those in the column. */
const FIRST_QUERY_BYTES = 256;

/**
 * A text a row, as UTF-8 in one piece of memory: a million short strings of JavaScript's own take three times as much.
 * No text may hold half a surrogate pair.
 */
export class TextColumn {
  #bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #end = 0;
  #numGarbage = 0;
  #starts: Uint32Array;
  #lengths: Uint32Array;
  #query: Buffer = Buffer.allocUnsafeSlow(FIRST_QUERY_BYTES);
  #queryLength = 0;
  /** Unlike in every process, so that nobody can choose texts that all fall together. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  constructor(capacity: number) {
    this.#starts = new Uint32Array(capacity);
    this.#lengths = new Uint32Array(capacity);
  }

  /** '' where nothing was set. */
  at(row: number): string {
    const start = this.#starts[row] ?? 0;
    return this.#bytes.toString('utf8', start, start + (this.#lengths[row] ?? 0));
  }

  isEmpty(row: number): boolean {
    return (this.#lengths[row] ?? 0) === 0;
  }

  set(row: number, text: string): void {
    this.#numGarbage += this.#lengths[row] ?? 0;
    this.#lengths[row] = 0;
    if (text === '') return;
    const most = 3 * text.length;
    if (this.#end + most > this.#bytes.length) this.#makeRoom(most);
    const length = this.#bytes.write(text, this.#end);
    this.#starts[row] = this.#end;
    this.#lengths[row] = length;
    this.#end += length;
  }

  /** Takes a text for {@link isSought}. @returns a hash of it */
  seek(text: string): number {
    const most = 3 * text.length;
    if (most > this.#query.length) this.#query = Buffer.allocUnsafeSlow(2 * most);
    this.#queryLength = this.#query.write(text);
    let hash = this.#seed;
    for (let at = 0; at < this.#queryLength; at += 1)
      hash = Math.imul(hash ^ (this.#query[at] as number), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  /** Whether a row has the text that was given to {@link seek} last. */
  isSought(row: number): boolean {
    if (this.#lengths[row] !== this.#queryLength) return false;
    const start = this.#starts[row] ?? 0;
    for (let at = 0; at < this.#queryLength; at += 1)
      if (this.#bytes[start + at] !== this.#query[at]) return false;
    return true;
  }

  /** Whether row `a`'s text comes before row `b`'s by code unit, as `<` has it. */
  isBefore(a: number, b: number): boolean {
    const [startA, startB] = [this.#starts[a] ?? 0, this.#starts[b] ?? 0];
    const [lengthA, lengthB] = [this.#lengths[a] ?? 0, this.#lengths[b] ?? 0];
    const shorter = Math.min(lengthA, lengthB);
    for (let at = 0; at < shorter; at += 1) {
      const byteA = this.#bytes[startA + at] as number;
      const byteB = this.#bytes[startB + at] as number;
      if (byteA !== byteB) return orderOf(byteA) < orderOf(byteB);
    }
    return lengthA < lengthB;
  }

  grow(capacity: number): void {
    const starts = new Uint32Array(capacity);
    starts.set(this.#starts);
    this.#starts = starts;
    const lengths = new Uint32Array(capacity);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }

  /** Throws away what no row has any more, and makes the piece longer unless that was much. */
  #makeRoom(numBytes: number): void {
    const numLive = this.#end - this.#numGarbage;
    const old = this.#bytes;
    const isMuch = this.#numGarbage > this.#bytes.length / 4;
    this.#bytes = Buffer.allocUnsafeSlow((isMuch ? old.length : Math.ceil(1.5 * old.length)) + numBytes);
    this.#end = 0;
    this.#numGarbage = 0;
    for (let row = 0; row < this.#starts.length && this.#end < numLive; row += 1) {
      const length = this.#lengths[row] as number;
      if (length === 0) continue;
      const start = this.#starts[row] as number;
      old.copy(this.#bytes, this.#end, start, start + length);
      this.#starts[row] = this.#end;
      this.#end += length;
    }
  }
}

/** UTF-8 puts what UTF-16 writes as pairs (from F0 on) behind U+E000 … U+FFFF (EE, EF); code units, before. */
function orderOf(byte: number): number {
  return byte === 0xee || byte === 0xef ? byte + 0x10 : byte;
}

import { readUnits } from './read-units.ts';

/** FNV-1a's prime. The hash starts at 0: a word found by its hash is compared unit by unit anyway. */
const prime = 0x0100_0193;

/** 16 KiB: stays in the processor's nearest cache. */
const filterBytes = 1 << 14;

/** Known words by the hash of their units, for a reader that has a token's place in a text and no string of it. */
export interface WordTable {
  /** The index of the word whose units stand at `start` to `end` of `units`, once folded; −1: not known. */
  indexOf(units: Uint16Array, start: number, end: number, hash: number): number;
}

/** A token's hash with one unit more; the hash of no unit is 0. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, prime);
}

/**
 * @param words at most 65,535, each as it is after folding
 * @param fold what stands for each UTF-16 unit
 */
export function makeWordTable(words: readonly string[], fold: Uint16Array): WordTable {
  const mask = 2 ** Math.ceil(Math.log2(words.length * 2 + 1)) - 1;
  const slots = new Uint16Array(mask + 1); // index of the word + 1; 0: free
  const hashes = new Int32Array(words.length);
  const filter = new Uint8Array(filterBytes); // one bit for each hash that some word has
  const joined = words.join('');
  const letters = readUnits(joined).slice(0, joined.length);
  const firstLetter = new Uint32Array(words.length + 1);

  words.forEach((word, index) => {
    let hash = 0;
    for (let i = 0; i < word.length; i++) hash = hashUnit(hash, word.charCodeAt(i));
    const mixed = mix(hash);
    let slot = mixed & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = index + 1;
    hashes[index] = hash;
    firstLetter[index + 1] = (firstLetter[index] as number) + word.length;
    filter[filterByte(mixed)] = (filter[filterByte(mixed)] as number) | filterBit(mixed);
  });

  function isAt(units: Uint16Array, start: number, end: number, index: number): boolean {
    const first = firstLetter[index] as number;
    const length = (firstLetter[index + 1] as number) - first;
    if (length !== end - start) return false;
    for (let i = 0; i < length; i++) {
      if (fold[units[start + i] as number] !== letters[first + i]) return false;
    }
    return true;
  }

  function find(units: Uint16Array, start: number, end: number, hash: number): number {
    for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
      const index = (slots[slot] as number) - 1;
      if (index < 0 || (hashes[index] === hash && isAt(units, start, end, index))) return index;
    }
  }

  return {
    indexOf(units, start, end, hash) {
      const mixed = mix(hash);
      if (((filter[filterByte(mixed)] as number) & filterBit(mixed)) === 0) return -1;
      return find(units, start, end, hash);
    },
  };
}

const mix = (hash: number): number => hash ^ (hash >>> 15);
const filterByte = (mixed: number): number => (mixed >>> 3) & (filterBytes - 1);
const filterBit = (mixed: number): number => 1 << (mixed & 7);

import { spread } from './ngram-hash.ts';

/**
 * The sums of the units' weights of common words, so that most tokens are looked up instead of summed. A word has
 * one slot, its home or that one's neighbour: 2 to the power of `bits` slots of two numbers, its key and its sum. Two
 * words of one hash and length are one word, everywhere. Common marks are there, too, with the sum 0.
 */
export interface KnownWords {
  readonly bits: number;
  readonly slots: Int32Array;
}

const perUnit = 0x1b87_3593;

/** What stands for a word of a hash and a length in the stream. */
export function keyOf(hash: number, length: number): number {
  return (hash + Math.imul(length, perUnit)) | 0;
}

/** The sum of a known word's units. */
export function sumOfKnown({ bits, slots }: KnownWords, hash: number, length: number): number | undefined {
  const slot = (spread(hash) >>> (32 - bits)) << 1;
  const key = keyOf(hash, length);
  if (slots[slot] === key) return slots[slot + 1];
  return slots[slot ^ 2] === key ? slots[(slot ^ 2) + 1] : undefined;
}

/**
 * @param words hashes, lengths and sums, the most common word first: of three for two slots the first two stay
 */
export function makeKnownWords(
  words: Iterable<readonly [hash: number, length: number, sum: number]>,
  bits: number,
): KnownWords {
  const slots = new Int32Array(2 * 2 ** bits);
  const isTaken = new Uint8Array(2 ** bits);
  for (const [hash, length, sum] of words) {
    const home = spread(hash) >>> (32 - bits);
    const slot = isTaken[home] === 1 ? home ^ 1 : home;
    const key = keyOf(hash, length);
    if (isTaken[slot] === 1 || (slot !== home && slots[2 * home] === key)) continue;
    isTaken[slot] = 1;
    slots[2 * slot] = key;
    slots[2 * slot + 1] = sum;
  }
  return { bits, slots };
}

import { spread } from './ngram-hash.ts';

/**
 * The sums of the units' weights of common words, so that most tokens are looked up instead of summed. A word has
 * one slot: 2 to the power of `bits` slots of two numbers, its hash and its sum. Hashes of two words that are
 * equal in all 32 bits make them one word.
 */
export interface KnownWords {
  readonly bits: number;
  readonly slots: Int32Array;
}

/**
 * @param words hashes and sums, the most common word first: of two for one slot the first stays
 */
export function makeKnownWords(
  words: Iterable<readonly [hash: number, sum: number]>,
  bits: number,
): KnownWords {
  const slots = new Int32Array(2 * 2 ** bits);
  const isTaken = new Uint8Array(2 ** bits);
  slots[0] = 1; // A free slot must hold no hash of its own: 0 belongs into the first one only.
  for (const [hash, sum] of words) {
    const slot = spread(hash) >>> (32 - bits);
    if (isTaken[slot] === 1) continue;
    isTaken[slot] = 1;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = sum;
  }
  return { bits, slots };
}

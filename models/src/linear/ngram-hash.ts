const nextWord = 0x85eb_ca6b;
const nextUnit = 0x9e37_79b1;
const negated = 0x5bd1_e995;

/** A word in reach of a negator is another word. */
export function hashNegated(word: number): number {
  return word ^ negated;
}

/** The hash of n words from that of the first n − 1 and the last. */
export function hashNextWord(before: number, word: number): number {
  return (Math.imul(before, nextWord) + word) | 0;
}

/** The hash of n units from that of the first n − 1 and the last. */
export function hashNextUnit(before: number, unit: number): number {
  return (Math.imul(before, nextUnit) + unit) | 0;
}

/** Spreads a hash over 32 bits; a bucket is the upper bits of this. */
export function spread(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
}

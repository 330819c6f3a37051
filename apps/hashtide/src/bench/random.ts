/** Numbers 0 ≤ x < 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A key 0 … numKeys − 1, small ones far oftener: the n-th about 1/n times as often as the first, as words are. */
export function skewedKey(random: () => number, numKeys: number): number {
  return Math.floor(numKeys ** random()) - 1;
}

/**
 * Numbers in 0 … 1, 1 excluded, the same ones for the same seed and partition on every machine (Mulberry32).
 *
 * @param seed any number
 */
export function seededRandom(seed: number, partition: number): () => number {
  let state = mix(mix(mix(seed | 0) ^ Math.floor(seed / 2 ** 32)) + partition);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed for whoever gave none. */
export function anySeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  const twice = Math.imul(once ^ (once >>> 15), 0x735a2d97);
  return (twice ^ (twice >>> 15)) | 0;
}

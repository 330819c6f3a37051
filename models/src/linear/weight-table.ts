/**
 * Whole-number weights by the spread hash of their feature: 2 to the power of `bits` slots. A feature has its home
 * slot, which the upper bits of its hash name, or that slot's neighbour; a slot has 16 lower bits of the hash above the
 * two weights, so that features which are not in the table weigh nothing (but for one in 65,536 in each slot).
 */
export interface WeightTable {
  readonly bits: number;
  readonly slots: Int32Array;
}

/** Which features have found a slot, first come, first served. */
export interface SlotPlan {
  /** @returns the feature's slot; −1 when both are taken, or the other one is taken by what looks the same */
  place(hash: number): number;
}

export function planSlots(bits: number): SlotPlan {
  const keys = new Int32Array(2 ** bits).fill(-1);
  return {
    place(hash) {
      const home = hash >>> (32 - bits);
      const key = hash & 0xffff;
      if (keys[home] === key || keys[home ^ 1] === key) return -1;
      const slot = keys[home] === -1 ? home : home ^ 1;
      if (keys[slot] !== -1) return -1;
      keys[slot] = key;
      return slot;
    },
  };
}

/** What a slot holds: `negative` and `positive` are −128 to 127. */
export function toSlot(hash: number, negative: number, positive: number): number {
  return (hash << 16) | ((positive & 0xff) << 8) | (negative & 0xff);
}

/**
 * A feature's weights: negative in the lowest byte, positive above it, signed as 16 bits; 0 when it has none.
 * Without a branch: about half of the features match, and no processor can guess which.
 *
 * @param shift 32 less the table's bits
 */
export function weightOf(slots: Int32Array, shift: number, hash: number): number {
  const home = hash >>> shift;
  const key = hash << 16;
  const one = (slots[home] as number) ^ key;
  const other = (slots[home ^ 1] as number) ^ key;
  const both = (one & (((one >>> 16) - 1) >> 31)) | (other & (((other >>> 16) - 1) >> 31));
  return (both << 16) >> 16;
}

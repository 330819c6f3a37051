/** How long something took on texts of two sizes. */
export interface Growth {
  /** ms, the best of several runs. */
  readonly small: number;
  readonly large: number;
}

/**
 * Times `run` on `shape` repeated to two lengths, taking turns, so that a busy machine slows both. Over four
 * doublings a linear function takes 16 times as long, and a quadratic one 256 times.
 */
export function timeGrowth(
  run: (text: string) => void,
  textOf: (length: number) => string,
  small: number,
): Growth {
  const texts = [textOf(small), textOf(16 * small)] as const;
  const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < 8; turn += 1) {
    for (const index of [0, 1] as const) {
      const start = performance.now();
      run(texts[index]);
      best[index] = Math.min(best[index], performance.now() - start);
    }
  }
  return { small: best[0], large: best[1] };
}

/** 2.5 times a doubling, four times over. */
export const MAX_GROWTH = 2.5 ** 4;

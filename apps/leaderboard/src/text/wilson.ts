/**
 * Half the width of the 95 % Wilson interval of a share, in percentage points: how far a share of `n` posts may be
 * off by chance alone. 0 for n = 0.
 */
export function wilsonMargin(successes: number, n: number): number {
  if (n <= 0) return 0;
  const z = 1.96;
  const share = successes / n;
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return (spread / (1 + (z * z) / n)) * 100;
}

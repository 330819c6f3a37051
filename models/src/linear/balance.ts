/** Halvings and doublings of 1, from 2^-64 to 1. */
const powersOfTwo = Float64Array.from({ length: 65 }, (_, i) => 2 ** (i - 64));

/**
 * P(positive) − P(negative), in steps of 0.0001, of logarithms of odds against neutral. Only additions,
 * multiplications and one division: the same on every machine.
 */
export function balance(negative: number, positive: number): number {
  const most = Math.max(negative, positive, 0);
  const n = negative === most ? 1 : quickExp(negative - most);
  const p = positive === most ? 1 : quickExp(positive - most);
  const neutral = most === 0 ? 1 : quickExp(-most);
  return Math.round(((p - n) / (n + p + neutral)) * 10_000) / 10_000 + 0; // no −0
}

/** e to the power of x ≤ 0, to eight digits; below 2^-64 it is that. */
function quickExp(x: number): number {
  if (x < -44) return powersOfTwo[0] as number;
  const k = Math.round(x * Math.LOG2E);
  const r = x - k * Math.LN2;
  const sum =
    1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5_040)))))));
  return sum * (powersOfTwo[k + 64] as number);
}

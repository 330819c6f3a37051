/**
 * exp and log from additions and multiplications alone, which every machine rounds alike; `Math.exp` and `Math.log`
 * are each engine's own. Within 1e-15 and 1e-14 of them, relatively.
 */

const ln2High = 0.6931471803691238; // 33 bits, so that a multiple of it is exact
const ln2Low = 1.9082149292705877e-10;

/** 1/n! from n = 14 down: |r| is at most 0.35, so that the next term is below 2^-53. */
const taylor = Float64Array.from({ length: 15 }, (_, i) => {
  let factorial = 1;
  for (let n = 2; n <= 14 - i; n++) factorial *= n;
  return 1 / factorial;
});

/** e to the power of x; 0 below −700. x at most 700. */
export function exactExp(x: number): number {
  if (x < -700) return 0;
  const k = Math.round(x * Math.LOG2E);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 0;
  for (let i = 0; i < taylor.length; i++) sum = sum * r + (taylor[i] as number);
  return sum * powerOfTwo(k);
}

/** The natural logarithm of a positive normal number. */
export function exactLog(x: number): number {
  let exponent = 0;
  let mantissa = x;
  while (mantissa > 1.5) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < 0.75) {
    mantissa *= 2;
    exponent--;
  }
  // log m = 2 artanh((m − 1) / (m + 1)), |s| ≤ 0.2
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 25; n > 0; n -= 2) sum = sum * square + 1 / n;
  return exponent * ln2High + (exponent * ln2Low + 2 * s * sum);
}

function powerOfTwo(k: number): number {
  let power = 1;
  let base = k < 0 ? 0.5 : 2;
  for (let n = Math.abs(k); n > 0; n >>>= 1) {
    if ((n & 1) === 1) power *= base;
    base *= base;
  }
  return power;
}

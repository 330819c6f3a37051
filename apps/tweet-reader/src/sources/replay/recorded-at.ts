const QUOTE_KEY = Buffer.from('"__rec":{"at":');
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const COMMA = 0x2c;
const ZERO = 0x30;
/** Digits of the greatest time a Date can hold, 8.64e15 ms. */
const MOST_DIGITS = 16;

/** The greatest `at` there can be, epoch ms: the end of what a Date holds. */
export const LATEST_AT = 8.64e15;

/**
 * The stamp of a line that is our own recording's, read off its end without parsing: the line starts with `{`
 * and ends with `"__rec":{"at":<digits>}}`.
 *
 * @returns epoch ms, or −1 when the line does not look like that
 */
export function recordedAt(buffer: Uint8Array, start: number, end: number): number {
  if (buffer[end - 1] !== BRACE_CLOSE || buffer[end - 2] !== BRACE_CLOSE || buffer[start] !== BRACE_OPEN)
    return -1;
  const lastDigit = end - 3;
  const stop = Math.max(start, lastDigit - MOST_DIGITS);
  let at = 0;
  let unit = 1;
  let i = lastDigit;
  for (; i > stop; i--) {
    const digit = (buffer[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    at += digit * unit;
    unit *= 10;
  }
  if (i === lastDigit || at > LATEST_AT) return -1;
  const keyStart = i + 1 - QUOTE_KEY.length;
  const before = buffer[keyStart - 1];
  if (keyStart <= start || (before !== COMMA && before !== BRACE_OPEN)) return -1;
  for (let k = 0; k < QUOTE_KEY.length; k++) {
    if (buffer[keyStart + k] !== QUOTE_KEY[k]) return -1;
  }
  return at;
}

const TWO_32 = 2 ** 32;
const FNV_PRIME = 0x01000193;
const ZERO = 48;

/** Which of the two words of a 64-bit number comes first in memory, and which second. */
export const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;
export const HIGH = 1 - LOW;

/** A 64-bit number in two unsigned halves; written into by {@link readTweetId}. */
export interface TweetIdHalves {
  low: number;
  high: number;
}

/**
 * Turns a tweet id into 64 bits: decimal ids up to 2^64 − 1 are themselves; any other text is hashed, the same on every
 * machine. 0, which marks a free place in tables, becomes 2^64 − 1.
 */
export function readTweetId(id: string, into: TweetIdHalves): void {
  if (!readDecimal(id, into)) hashText(id, into);
  if (into.low === 0 && into.high === 0) {
    into.low = TWO_32 - 1;
    into.high = TWO_32 - 1;
  }
}

/**
 * The same of an id in UTF-8, if it is a decimal one: `bytes[start, end)`.
 *
 * @returns false: it has to be read as text
 */
export function readDecimalBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: TweetIdHalves,
): boolean {
  const numDigits = end - start;
  // Up to 19 digits fit into 64 bits whatever they are; `0` marks a free place in tables.
  if (numDigits === 0 || numDigits > 19 || bytes[start] === ZERO) return false;
  let low = 0;
  let high = 0;
  for (let at = start; at < end; ) {
    const stop = Math.min(at + 6, end);
    let digits = 0;
    let scale = 1;
    for (; at < stop; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      digits = digits * 10 + digit;
      scale *= 10;
    }
    const sum = low * scale + digits;
    const carry = Math.floor(sum / TWO_32);
    low = sum - carry * TWO_32;
    high = high * scale + carry;
  }
  into.low = low;
  into.high = high;
  return true;
}

/** @returns false: no decimal number without leading zeros that fits into 64 bits */
function readDecimal(id: string, into: TweetIdHalves): boolean {
  const { length } = id;
  if (length === 0 || length > 20 || (length > 1 && id.charCodeAt(0) === ZERO)) return false;
  let low = 0;
  let high = 0;
  for (let start = 0; start < length; ) {
    // Six digits at a time: the products below stay whole numbers.
    const end = Math.min(start + 6, length);
    let digits = 0;
    let scale = 1;
    for (; start < end; start += 1) {
      const digit = id.charCodeAt(start) - ZERO;
      if (digit < 0 || digit > 9) return false;
      digits = digits * 10 + digit;
      scale *= 10;
    }
    const sum = low * scale + digits;
    const carry = Math.floor(sum / TWO_32);
    low = sum - carry * TWO_32;
    high = high * scale + carry;
  }
  if (high >= TWO_32) return false;
  into.low = low;
  into.high = high;
  return true;
}

/** FNV-1a over UTF-16 units, twice, from two starts. */
function hashText(text: string, into: TweetIdHalves): void {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, FNV_PRIME);
    high = Math.imul(high ^ (unit + 0x9e37), FNV_PRIME);
    high ^= high >>> 15;
  }
  into.low = low >>> 0;
  into.high = high >>> 0;
}

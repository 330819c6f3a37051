/** What stands for bytes that are no UTF-8. */
const replacement = 0xfffd;

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The least code point that needs so many bytes: what is less was written too long, and is no UTF-8. */
const leastOfThreeBytes = 0x800;
const leastOfFourBytes = 0x1_0000;

/**
 * The code point at `bytes[at]`, shifted left by 3, plus the number of its bytes (1 to 4): one number, so that
 * nothing is allocated.
 *
 * What is no UTF-8 (a byte out of place, a form too long, a surrogate, beyond U+10FFFF, cut off by `end`) is
 * U+FFFD of one byte. A decoder may make fewer U+FFFD of the same bytes, never none and never another character.
 *
 * @param at below `end`
 */
export function readCodePoint(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return (lead << 3) | 1;
  const second = at + 1 < end ? bytes[at + 1] : undefined;
  if (lead < 0xc2 || lead > 0xf4 || !isContinuation(second)) return (replacement << 3) | 1;
  let code = (second as number) & 0x3f;
  if (lead < 0xe0) return ((((lead & 0x1f) << 6) | code) << 3) | 2;

  const third = at + 2 < end ? bytes[at + 2] : undefined;
  if (!isContinuation(third)) return (replacement << 3) | 1;
  code = (code << 6) | ((third as number) & 0x3f);
  if (lead < 0xf0) {
    code |= (lead & 0x0f) << 12;
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    return code < leastOfThreeBytes || isSurrogate ? (replacement << 3) | 1 : (code << 3) | 3;
  }

  const fourth = at + 3 < end ? bytes[at + 3] : undefined;
  if (!isContinuation(fourth)) return (replacement << 3) | 1;
  code = ((lead & 0x07) << 18) | (code << 6) | ((fourth as number) & 0x3f);
  return code < leastOfFourBytes || code > 0x10_ffff ? (replacement << 3) | 1 : (code << 3) | 4;
}

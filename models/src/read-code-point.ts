/** What stands for bytes that are no UTF-8. */
const replacement = 0xfffd;

/**
 * The code point at `bytes[at]`, shifted left by 3, plus the number of its bytes (1 to 4): one number, so that
 * nothing is allocated.
 *
 * What is no UTF-8 (a byte out of place, a form too long, a surrogate, beyond U+10FFFF, cut off by `end`) is
 * U+FFFD, as `TextDecoder` has it: one for each maximal part of a character.
 *
 * @param at below `end`
 */
export function readCodePoint(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return (lead << 3) | 1;
  let numMore = 0;
  // What the second byte must be: forms too long, surrogates and what is beyond U+10FFFF end there.
  let low = 0x80;
  let high = 0xbf;
  let point = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    numMore = 1;
    point = lead & 0x1f;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    numMore = 2;
    point = lead & 0x0f;
    if (lead === 0xe0) low = 0xa0;
    else if (lead === 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    numMore = 3;
    point = lead & 0x07;
    if (lead === 0xf0) low = 0x90;
    else if (lead === 0xf4) high = 0x8f;
  } else {
    return (replacement << 3) | 1;
  }
  for (let i = 1; i <= numMore; i++) {
    const more = at + i < end ? (bytes[at + i] as number) : 0;
    if (more < low || more > high) return (replacement << 3) | i;
    point = (point << 6) | (more & 0x3f);
    low = 0x80;
    high = 0xbf;
  }
  return (point << 3) | (numMore + 1);
}

const replacement = 0xfffd;

/**
 * Writes the UTF-16 units of UTF-8 bytes, as `TextDecoder` has them: what is no UTF-8 becomes U+FFFD, one for each
 * maximal part of a character.
 *
 * @param maxUnits where to stop, even between the two units of a character
 * @returns units written
 */
export function decodeUtf8(
  bytes: Uint8Array,
  start: number,
  end: number,
  units: Uint16Array,
  maxUnits: number,
): number {
  let at = start;
  let length = 0;
  while (at < end && length < maxUnits) {
    const byte = bytes[at++] as number;
    if (byte < 0x80) {
      units[length++] = byte;
      // What follows is mostly ASCII: four at a time.
      const room = maxUnits - length;
      const stop = (end - at < room ? end : at + room) - 3;
      while (at < stop) {
        const a = bytes[at] as number;
        const b = bytes[at + 1] as number;
        const c = bytes[at + 2] as number;
        const d = bytes[at + 3] as number;
        if ((a | b | c | d) >= 0x80) break;
        units[length] = a;
        units[length + 1] = b;
        units[length + 2] = c;
        units[length + 3] = d;
        at += 4;
        length += 4;
      }
      continue;
    }
    let numMore = 0;
    let low = 0x80;
    let high = 0xbf;
    let point = 0;
    if (byte >= 0xc2 && byte <= 0xdf) {
      numMore = 1;
      point = byte & 0x1f;
    } else if (byte >= 0xe0 && byte <= 0xef) {
      numMore = 2;
      point = byte & 0x0f;
      if (byte === 0xe0) low = 0xa0;
      else if (byte === 0xed) high = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      numMore = 3;
      point = byte & 0x07;
      if (byte === 0xf0) low = 0x90;
      else if (byte === 0xf4) high = 0x8f;
    }
    let isWhole = numMore > 0;
    for (; numMore > 0; numMore--) {
      const more = at < end ? (bytes[at] as number) : 0;
      if (more < low || more > high) {
        isWhole = false;
        break;
      }
      point = (point << 6) | (more & 0x3f);
      low = 0x80;
      high = 0xbf;
      at++;
    }
    if (!isWhole) {
      units[length++] = replacement;
    } else if (point < 0x1_0000) {
      units[length++] = point;
    } else {
      units[length++] = 0xd7c0 + (point >>> 10);
      if (length < maxUnits) units[length++] = 0xdc00 | (point & 0x3ff);
    }
  }
  return length;
}

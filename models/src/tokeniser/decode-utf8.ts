import { readCodePoint } from '../read-code-point.ts';

// A constant of this module, because V8 asks an import at each use whether it is there yet.
const codePointAt = readCodePoint;

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
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      at++;
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
    const read = codePointAt(bytes, at, end);
    const point = read >> 3;
    at += read & 7;
    if (point < 0x1_0000) {
      units[length++] = point;
    } else {
      units[length++] = 0xd7c0 + (point >>> 10);
      if (length < maxUnits) units[length++] = 0xdc00 | (point & 0x3ff);
    }
  }
  return length;
}

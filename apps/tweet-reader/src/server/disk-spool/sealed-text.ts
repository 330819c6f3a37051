import { crc32 } from 'node:zlib';

/** A line that tells damage: the text, a blank, and the text's CRC32. @param text without a newline */
export function sealText(text: string): string {
  return `${text} ${crc32(text).toString(16).padStart(8, '0')}\n`;
}

/** @returns what {@link sealText} was given; undefined: damaged, or not whole */
export function unsealText(sealed: string): string | undefined {
  const text = sealed.slice(0, -10);
  return sealed.length >= 10 && sealText(text) === sealed ? text : undefined;
}

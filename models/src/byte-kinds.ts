import { LONE_BLANK, OTHER, SEPARATOR } from './fold-table.ts';

/** The kind of a byte that ends a token. */
export const ENDS_TOKEN = 1;
/** The kind of a byte whose character may need decoding. Eight kinds, shifted by 0 to 7 bits, fit into one number. */
const SUSPECT = 1 << 8;

/** What each byte of UTF-8 is, 256 entries each. */
export interface ByteKinds {
  /** {@link ENDS_TOKEN}; a number whose lowest eight bits are 0 where the character may need decoding; or 0. */
  readonly kindOf: Int32Array;
  /** Of ASCII what `fold` makes of it; beyond, itself: so a known word can be found by its bytes. */
  readonly letterOf: Uint8Array;
}

/** @param fold made by `makeFoldTable` */
export function makeByteKinds(fold: Uint16Array): ByteKinds {
  const kindOf = new Int32Array(256);
  const letterOf = Uint8Array.from({ length: 256 }, (_, byte) =>
    byte < 0x80 ? (fold[byte] as number) : byte,
  );
  for (let byte = 0; byte < 0x80; byte++) if (fold[byte] === SEPARATOR) kindOf[byte] = ENDS_TOKEN;
  for (let unit = 0; unit <= 0xffff; unit++) {
    if (needsDecoding(unit, fold)) kindOf[rareByteOf(String.fromCharCode(unit))] = SUSPECT;
  }
  return { kindOf, letterOf };
}

/** Whether a character cannot be read as its bytes: a lone blank, or what folds to another and is not ASCII. */
export function needsDecoding(unit: number, fold: Uint16Array): boolean {
  const folded = fold[unit] as number;
  return folded === LONE_BLANK || (unit >= 0x80 && folded !== OTHER && folded !== unit);
}

/**
 * The byte by which a character is noticed. The last one, since the first begins every letter of a language (C3 in
 * Spanish, E3 in Japanese); but E2, which begins few (`’`, `…`), while what is behind it is in every emoji.
 */
function rareByteOf(character: string): number {
  const bytes = Buffer.from(character);
  return (bytes[0] === 0xe2 ? bytes[0] : bytes.at(-1)) as number;
}

/** Writes a code point as UTF-8; gives where its bytes end. There must be room for four. */
export function writeCodePoint(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at] = code;
    return at + 1;
  }
  let numMore = code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3;
  const lead = numMore === 1 ? 0xc0 : numMore === 2 ? 0xe0 : 0xf0;
  let next = at;
  bytes[next++] = lead | (code >> (6 * numMore));
  while (--numMore >= 0) bytes[next++] = 0x80 | ((code >> (6 * numMore)) & 0x3f);
  return next;
}

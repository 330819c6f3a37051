/** Long enough for any tweet and for a whole line of the protocol (64 KiB). */
const sharedUnits = 0x1_0000;

const shared = new Uint16Array(sharedUnits + 1);
const sharedBytes = Buffer.from(shared.buffer);

/**
 * A text's UTF-16 units, lone surrogates included, followed by one blank. Reading them from here costs half of
 * `charCodeAt`, which looks at the kind of string each time.
 *
 * The array is used again by the next call, unless the text is longer than 65,536 units.
 */
export function readUnits(text: string): Uint16Array {
  const { length } = text;
  if (length > sharedUnits) {
    const units = new Uint16Array(length + 1);
    Buffer.from(units.buffer).write(text, 'utf16le');
    units[length] = 0x20;
    return units;
  }
  sharedBytes.write(text, 0, 'utf16le');
  shared[length] = 0x20;
  return shared;
}

/** Texts as UTF-8 in one block, as a record's text lies between others. */
export interface EncodedTexts {
  readonly bytes: Uint8Array;
  /** Text `n` is `bytes[starts[n], starts[n + 1])`. */
  readonly starts: Uint32Array;
}

export function encodeTexts(texts: readonly string[]): EncodedTexts {
  const starts = new Uint32Array(texts.length + 1);
  for (const [index, text] of texts.entries())
    starts[index + 1] = (starts[index] as number) + Buffer.byteLength(text);
  return { bytes: Buffer.from(texts.join('')), starts };
}

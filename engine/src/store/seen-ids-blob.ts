export const BYTES_PER_ID = 8;

/** Tweet ids as they lie in `seen.ids`: 8 bytes each, little endian, without a copy. */
export function idBytes(ids: BigUint64Array): Uint8Array {
  return new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);
}

/** The reverse of {@link idBytes}; a copy, because a row's bytes need not be aligned to 8. */
export function idsOf(bytes: Uint8Array): BigUint64Array {
  return new BigUint64Array(Uint8Array.from(bytes).buffer);
}

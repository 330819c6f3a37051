/** The text that UTF-8 stands for; what is no UTF-8 is U+FFFD, and a byte order mark stays. */
export function textOfBytes(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

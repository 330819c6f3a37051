import { crc32 } from 'node:zlib';

/** How a segment of a log begins: `hashtide-log 1\n\0` 16 · salt 4 · first sequence 6 · 0 2 · crc32 4. */
export interface SegmentHeader {
  readonly salt: number;
  /** No record in it is earlier. */
  readonly firstSequence: number;
}

export const SEGMENT_HEADER_BYTES = 32;
const MAGIC = Buffer.from('hashtide-log 1\n\0');

export function encodeSegmentHeader({ salt, firstSequence }: SegmentHeader): Uint8Array {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(salt, 16);
  bytes.writeUIntLE(firstSequence, 20, 6);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

/** @returns undefined: damaged, or of another format */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | undefined {
  if (bytes.length < SEGMENT_HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28))) return undefined;
  return { salt: bytes.readUInt32LE(16), firstSequence: bytes.readUIntLE(20, 6) };
}

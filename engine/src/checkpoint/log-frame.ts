import { crc32 } from 'node:zlib';

/**
 * One record of a log segment, numbers with the lowest byte first:
 *
 *     crc32 4 · length 4 · sequence 6 · kind 2 · number in its group 4 · payload
 *
 * The CRC32 begins with the segment's own salt and covers all after it, so that bytes of a payload, or of another
 * segment, never pass for a record.
 */
export interface LogFrame {
  readonly sequence: number;
  /** How many records of its group come before it: all that is earlier had been synced when it was written. */
  readonly numberInGroup: number;
  /** Its payload is `start … end − 1` of the segment. */
  readonly start: number;
  readonly end: number;
  /** It covers bytes that were damaged, and holds nothing. */
  readonly isFiller: boolean;
}

export const FRAME_BYTES = 20;
const RECORD = 0;
const FILLER = 1;
/** More than this above what is expected is no sequence. */
const MAX_SEQUENCES_AHEAD = 2 ** 32;

/** The header of a record whose payload is these pieces, one after the other. */
export function encodeFrameHeader(
  salt: number,
  sequence: number,
  numberInGroup: number,
  payload: readonly Uint8Array[],
): Uint8Array {
  const header = Buffer.allocUnsafeSlow(FRAME_BYTES);
  let length = 0;
  for (const piece of payload) length += piece.byteLength;
  writeHeader(header, length, sequence, RECORD, numberInGroup);
  let crc = crc32(header.subarray(4), salt);
  for (const piece of payload) crc = crc32(piece, crc);
  header.writeUInt32LE(crc, 0);
  return header;
}

/** A header that says that the next `length − 20` bytes hold nothing. */
export function encodeFiller(salt: number, sequence: number, length: number): Uint8Array {
  const header = Buffer.alloc(FRAME_BYTES);
  writeHeader(header, length - FRAME_BYTES, sequence, FILLER, 0);
  header.writeUInt32LE(crc32(header.subarray(4), salt), 0);
  return header;
}

function writeHeader(
  header: Buffer,
  length: number,
  sequence: number,
  kind: number,
  numberInGroup: number,
): void {
  header.writeUInt32LE(length, 4);
  header.writeUIntLE(sequence, 8, 6);
  header.writeUInt16LE(kind, 14);
  header.writeUInt32LE(numberInGroup, 16);
}

/**
 * The record that begins at `at`.
 *
 * @param expected its sequence is this or later
 * @param onChecked is told how many bytes a CRC32 was made of
 * @returns undefined: none begins there, or it is damaged
 */
export function decodeFrame(
  bytes: Buffer,
  at: number,
  salt: number,
  expected: number,
  onChecked: (numBytes: number) => void = () => {},
): LogFrame | undefined {
  const start = at + FRAME_BYTES;
  if (start > bytes.length) return undefined;
  const end = start + bytes.readUInt32LE(at + 4);
  const kind = bytes.readUInt16LE(at + 14);
  if (end > bytes.length || kind > FILLER) return undefined;
  const sequence = bytes.readUIntLE(at + 8, 6);
  if (sequence < expected || sequence > expected + MAX_SEQUENCES_AHEAD) return undefined;
  const isFiller = kind === FILLER;
  const covered = bytes.subarray(at + 4, isFiller ? start : end);
  onChecked(covered.length);
  if (crc32(covered, salt) !== bytes.readUInt32LE(at)) return undefined;
  return { sequence, numberInGroup: bytes.readUInt32LE(at + 16), start, end, isFiller };
}

import { crc32 } from 'node:zlib';
import { MAX_RECORD_BYTES } from '@hashtide/engine/sources';

/**
 * A record on the disk, numbers little-endian:
 *
 *     0       4       8            16        24
 *     length  CRC32   sequence     at        payload (length bytes)
 *
 * The CRC32 covers sequence, at and payload; it begins with a value that depends on the segment and on the length,
 * so that bytes of another segment, or a payload that looks like a record, are never taken for one.
 */
export const RECORD_HEAD_BYTES = 24;

const TWO_32 = 2 ** 32;
const LATEST = Number.MAX_SAFE_INTEGER;

/** What the checksums of a segment begin with. */
export function segmentSalt(epoch: string, first: number): number {
  return crc32(`${epoch} ${first}`);
}

/** Writes a record whose number is not known yet: {@link sealRecord} gives it one. @returns where it ends */
export function putRecord(bytes: Buffer, offset: number, at: number, payload: Uint8Array): number {
  bytes.writeUInt32LE(payload.length, offset);
  putNumber(bytes, offset + 16, at);
  bytes.set(payload, offset + RECORD_HEAD_BYTES);
  return offset + RECORD_HEAD_BYTES + payload.length;
}

/** Gives the record at `offset` its number and checksum. @returns where it ends */
export function sealRecord(bytes: Buffer, offset: number, sequence: number, salt: number): number {
  const end = endOf(bytes, offset);
  putNumber(bytes, offset + 8, sequence);
  bytes.writeUInt32LE(checksum(bytes, offset, end, salt), offset + 4);
  return end;
}

/** @returns where the record at `offset` ends; -1: there is no whole, undamaged one before `limit` */
export function checkRecord(bytes: Buffer, offset: number, limit: number, salt: number): number {
  if (offset + RECORD_HEAD_BYTES > limit) return -1;
  const length = bytes.readUInt32LE(offset);
  const end = offset + RECORD_HEAD_BYTES + length;
  if (length > MAX_RECORD_BYTES || end > limit) return -1;
  return checksum(bytes, offset, end, salt) === bytes.readUInt32LE(offset + 4) ? end : -1;
}

/** Where the record at `offset` ends by its length. */
export function endOf(bytes: Buffer, offset: number): number {
  return offset + RECORD_HEAD_BYTES + bytes.readUInt32LE(offset);
}

/** @returns Infinity for what cannot be counted with */
export function sequenceAt(bytes: Buffer, offset: number): number {
  return getNumber(bytes, offset + 8);
}

export function stampAt(bytes: Buffer, offset: number): number {
  return getNumber(bytes, offset + 16);
}

function checksum(bytes: Buffer, offset: number, end: number, salt: number): number {
  const length = end - offset - RECORD_HEAD_BYTES;
  return crc32(bytes.subarray(offset + 8, end), (salt ^ length) >>> 0);
}

function putNumber(bytes: Buffer, offset: number, value: number): void {
  bytes.writeUInt32LE(value % TWO_32, offset);
  bytes.writeUInt32LE(Math.floor(value / TWO_32), offset + 4);
}

function getNumber(bytes: Buffer, offset: number): number {
  const value = bytes.readUInt32LE(offset + 4) * TWO_32 + bytes.readUInt32LE(offset);
  return value > LATEST ? Infinity : value;
}

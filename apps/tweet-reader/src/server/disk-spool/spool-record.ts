import { crc32 } from 'node:zlib';
import { MAX_RECORD_BYTES } from '@hashtide/engine/sources';

/**
 * A record on the disk, numbers little-endian:
 *
 *     0       4       8         14               16    24
 *     length  CRC32   sequence  number in group  at    payload (length bytes)
 *
 * A group's records are written and synced together, so all before it had been durable when it was written. Beyond
 * 65,535 the number in the group stays at that. The CRC32 covers all but itself and the length; it begins with a value that depends on the segment and on the length,
 * so that bytes of another segment, or a payload that looks like a record, are never taken for one.
 */
export const RECORD_HEAD_BYTES = 24;

const TWO_32 = 2 ** 32;
const MAX_IN_GROUP = 65_535;
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

/** Gives the record at `offset` its numbers and checksum. @returns where it ends */
export function sealRecord(
  bytes: Buffer,
  offset: number,
  sequence: number,
  salt: number,
  numberInGroup = 0,
): number {
  const end = endOf(bytes, offset);
  bytes.writeUIntLE(sequence, offset + 8, 6);
  bytes.writeUInt16LE(Math.min(numberInGroup, MAX_IN_GROUP), offset + 14);
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

export function sequenceAt(bytes: Buffer, offset: number): number {
  return bytes.readUIntLE(offset + 8, 6);
}

/** How many records of its group come before it, or fewer. */
export function numberInGroupAt(bytes: Buffer, offset: number): number {
  return bytes.readUInt16LE(offset + 14);
}

/** @returns Infinity for what cannot be counted with */
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

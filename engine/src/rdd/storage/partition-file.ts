import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { damaged, fromFrame, toFrames } from './record-frames.ts';

/** First in every file: what it is, and the version of its form. */
const HEADER = Buffer.from('hashtide-records 1\n');

/** Before each frame: its length and CRC32. */
const HEAD_BYTES = 8;

/**
 * Writes records as `header (length crc32 frame)*`, both numbers 32 bits, unsigned, big-endian. A file that
 * could not be written whole is removed.
 */
export function writePartitionFile(path: string, records: readonly unknown[]): void {
  const file = openSync(path, 'w');
  try {
    writeWhole(file, HEADER);
    for (const frame of toFrames(records)) {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(frame.length);
      head.writeUInt32BE(crc32(frame), 4);
      writeWhole(file, head);
      writeWhole(file, frame);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * The records that {@link writePartitionFile} wrote, a frame at a time.
 *
 * @throws {StreamingError} `RECORDS_DAMAGED` for another file, or one cut short
 */
export function* readPartitionFile(path: string): Generator<unknown[]> {
  const file = openSync(path, 'r');
  try {
    if (!readWhole(file, HEADER.length, path).equals(HEADER)) throw damaged(`${path} is no file of records`);
    const { size } = fstatSync(file);
    for (let position = HEADER.length; position < size; ) {
      const head = readWhole(file, HEAD_BYTES, path);
      const length = head.readUInt32BE();
      position += HEAD_BYTES + length;
      if (position > size) throw damaged(`${path} is cut short`);
      const frame = readWhole(file, length, path);
      if (crc32(frame) !== head.readUInt32BE(4)) throw damaged(`${path} has changed`);
      yield fromFrame(frame);
    }
  } finally {
    closeSync(file);
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function readWhole(file: number, length: number, path: string): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const got = readSync(file, bytes, done, length - done, null);
    if (got === 0) throw damaged(`${path} is cut short`);
    done += got;
  }
  return bytes;
}

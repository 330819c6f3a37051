import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chaosTweetNumber } from './chaos-tweets.ts';

const HEAD_BYTES = 24;
const MAX_RECORD_BYTES = 64 * 1024;

/**
 * The payloads in a reader's spool by sequence number, read with no line of hashtide: segments named by their first
 * number, one header line, then `length 4 · CRC32 4 · sequence 6 · number in group 2 · at 8 ·
 * payload`. What is torn at the end is left
 * out; checksums are not looked at.
 */
export function readSpooled(folder: string): Map<number, string> {
  const records = new Map<number, string>();
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.segment'))
    .sort()) {
    const bytes = readFileSync(join(folder, name));
    let offset = bytes.indexOf(0x0a) + 1;
    if (offset === 0) continue;
    for (let expected = Number(name.slice(0, -'.segment'.length)); ; expected += 1) {
      if (offset + HEAD_BYTES > bytes.length) break;
      const length = bytes.readUInt32LE(offset);
      const end = offset + HEAD_BYTES + length;
      if (length > MAX_RECORD_BYTES || end > bytes.length) break;
      if (bytes.readUIntLE(offset + 8, 6) !== expected) break;
      records.set(expected, bytes.toString('utf8', offset + HEAD_BYTES, end));
      offset = end;
    }
  }
  return records;
}

/** The number of the tweet that is the last in a spool; 0: there is none. */
export function lastSpooled(folder: string): number {
  const record = [...readSpooled(folder).values()].at(-1);
  return record === undefined ? 0 : spooledNumber(record);
}

/** The number of the tweet in a record. */
export function spooledNumber(record: string): number {
  return chaosTweetNumber(BigInt(JSON.parse(record).data.id));
}

import { isObject, type JsonObject } from '@hashtide/engine/sources';
import type { Line } from './recording-lines.ts';

/** What a line that is JSON says, and where in its buffer: without blanks or a byte order mark around it. */
export interface JsonLine {
  readonly value: unknown;
  readonly text: string;
  readonly bytes: Buffer;
}

/** @returns undefined when the line is no JSON */
export function parseLine({ buffer, start, end }: Line): JsonLine | undefined {
  let from = start;
  let to = end;
  while (from < to && isJsonBlank(buffer[from])) from++;
  if (buffer[from] === 0xef && buffer[from + 1] === 0xbb && buffer[from + 2] === 0xbf) from += 3;
  while (to > from && isJsonBlank(buffer[to - 1])) to--;
  const bytes = buffer.subarray(from, to);
  const text = bytes.toString();
  try {
    return { value: JSON.parse(text), text, bytes };
  } catch {
    return undefined;
  }
}

/** A blank line takes no sequence number in any format. */
export function isBlankLine({ buffer, start, end }: Line): boolean {
  for (let i = start; i < end; i++) {
    const byte = buffer[i] ?? 0;
    if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  }
  return true;
}

/** A line about the recording itself, a header or a disconnect; it takes no sequence number. */
export function isSystemLine(record: JsonObject): boolean {
  const rec = record.__rec;
  return isObject(rec) && (Object.hasOwn(rec, 'ev') || Object.hasOwn(rec, 'header'));
}

function isJsonBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
}

import { MAX_RECORD_BYTES } from '@hashtide/engine/sources';
import type { SourceRecord } from '../../tweet-source.ts';

const utf8 = new TextEncoder();

/**
 * The payload as it came, with our stamp as its last key; a `__rec` that came with it is not ours and goes.
 *
 * @returns undefined when it is longer than a record may be, or nested too deeply to be written
 */
export function toRecord(payload: object, at: number): SourceRecord | undefined {
  const { __rec: _, ...rest } = payload as { readonly __rec?: unknown };
  let json: string;
  try {
    json = JSON.stringify({ ...rest, __rec: { at } });
  } catch {
    return undefined;
  }
  // a UTF-16 unit is at least a byte
  if (json.length > MAX_RECORD_BYTES) return undefined;
  const line = utf8.encode(json);
  return line.byteLength > MAX_RECORD_BYTES ? undefined : { at, line };
}

import { isObject, type JsonObject, MAX_RECORD_BYTES, readAt } from '@hashtide/engine/sources';
import type { BadEntry, BadReason, Entry } from './entry.ts';
import { isSystemLine, parseLine } from './json-line.ts';
import type { RecordingFormat } from './recording-format.ts';
import type { Line } from './recording-lines.ts';
import { splitPage } from './split-page.ts';
import { tweetTime } from './tweet-time.ts';

const BRACE_OPEN = 0x7b;

/** Only a line with one of these can take another number of sequences than one. */
const MAY_BE_SPECIAL = /"__rec"|"__twarc"|"meta"|"data"\s*:\s*\[/;

/**
 * Adds to `entries` what takes sequence numbers in a line that is not blank: as a rule one entry; none for a
 * system line or a page without tweets; several for a page.
 */
export function readLine(line: Line, format: RecordingFormat, entries: Entry[]): void {
  const { buffer, start, end, number } = line;
  const at = format === 'text' ? -1 : stampAtEnd(line);
  if (at >= 0) entries.push({ at, line: buffer.subarray(start, end), stamp: 'own', lineNumber: number });
  else if (format === 'text') entries.push(textEntry(line));
  else entries.push(...objectEntries(line));
}

/** How many entries `readLine` would add, without making them: a line is only parsed when it must be. */
export function countEntries(line: Line, format: RecordingFormat): number {
  if (format === 'text' || stampAtEnd(line) >= 0) return 1;
  return !line.validUtf8 || line.overlong || !mayBeSpecial(line) ? 1 : objectEntries(line).length;
}

/** Whether a last line without a newline was torn off while it was written. */
export function isTorn(line: Line, format: RecordingFormat, inputWasCut: boolean): boolean {
  if (line.terminated) return false;
  if (format === 'text') return inputWasCut;
  return line.overlong || !line.validUtf8 || parseLine(line) === undefined;
}

/** −1 unless the line can be forwarded as it is. */
function stampAtEnd({ buffer, start, end, validUtf8 }: Line): number {
  const mayBeRecord = validUtf8 && end - start <= MAX_RECORD_BYTES && buffer[start] === BRACE_OPEN;
  return mayBeRecord ? readAt(buffer, start, end) : -1;
}

function textEntry({ buffer, start, end, validUtf8, number }: Line): Entry {
  if (!validUtf8) return badEntry('bad_utf8', number);
  if (end - start > MAX_RECORD_BYTES) return badEntry('too_long', number);
  const line = Buffer.from(JSON.stringify({ text: buffer.toString('utf8', start, end) }));
  return { at: Number.NaN, line, stamp: 'none', lineNumber: number };
}

function objectEntries(line: Line): readonly Entry[] {
  const lineNumber = line.number;
  if (!line.validUtf8) return [badEntry('bad_utf8', lineNumber)];
  const special = !line.overlong && mayBeSpecial(line);
  const tooLong = line.end - line.start > MAX_RECORD_BYTES;
  if (tooLong && !special) return [badEntry('too_long', lineNumber)];
  const parsed = parseLine(line);
  if (parsed === undefined) return [badEntry('not_json', lineNumber)];
  const { value, text, bytes } = parsed;
  if (!isObject(value)) return [badEntry('not_object', lineNumber)];
  if (special && Array.isArray(value.data)) return pageEntries(text, lineNumber);
  if (special && (isSystemLine(value) || isEmptyPage(value))) return [];
  if (tooLong) return [badEntry('too_long', lineNumber)];
  const at = tweetTime(value);
  return [{ at, line: bytes, stamp: stampOf(value, at), lineNumber }];
}

function pageEntries(text: string, lineNumber: number): readonly Entry[] {
  return splitPage(text).map((tweet) => {
    if (tweet === undefined) return badEntry('not_object', lineNumber);
    return { at: tweetTime(JSON.parse(tweet)), line: Buffer.from(tweet), stamp: 'none', lineNumber };
  });
}

function stampOf(record: JsonObject, at: number): 'own' | 'other' | 'none' {
  if (!Object.hasOwn(record, '__rec')) return 'none';
  return isObject(record.__rec) && record.__rec.at === at ? 'own' : 'other';
}

/** An API answer without tweets has a `meta` that says so and no `data`. */
function isEmptyPage(answer: JsonObject): boolean {
  return answer.data === undefined && answer.text === undefined && isObject(answer.meta);
}

function mayBeSpecial({ buffer, start, end }: Line): boolean {
  return MAY_BE_SPECIAL.test(buffer.toString('latin1', start, end));
}

function badEntry(error: BadReason, lineNumber: number): BadEntry {
  return { at: Number.NaN, error, lineNumber };
}

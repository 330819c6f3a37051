import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { StreamingError } from '@hashtide/engine/errors';

const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The lines of a stream of UTF-8 text, split at `\n` alone (a `\r` before it is dropped; U+2028 is text). Given in
 * groups, so that a long input costs no promise a line, and decoded a group at a time: the engine's splitter, whose
 * lines are decoded one by one, would take three times as long for short ones.
 * @throws StreamingError `INVALID_LINE` beyond 16 Mi characters in one line
 */
export async function* readLines(input: Readable): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let pending = 0;
  for await (const chunk of input) {
    const parts = decoder.write(chunk as Buffer).split('\n');
    pending += parts[0]?.length ?? 0;
    if (pending > LONGEST_LINE) {
      throw new StreamingError('INVALID_LINE', `A line is longer than ${LONGEST_LINE} characters`, {
        fix: 'Send one text a line.',
      });
    }
    pieces.push(parts.shift() ?? '');
    if (parts.length === 0) continue;
    const last = parts.pop() ?? '';
    yield [pieces.join(''), ...parts].map(withoutReturn);
    pieces = [last];
    pending = last.length;
  }
  const rest = pieces.join('') + decoder.end();
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

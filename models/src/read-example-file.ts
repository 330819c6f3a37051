import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ModelError } from './model-error.ts';
import { type Example, parseExample } from './parse-example.ts';

const longestLineBytes = 1 << 20;
const mostExamples = 5_000_000;
const windows1252 = new TextDecoder('windows-1252');

/**
 * Reads a file of labelled texts, plain or gzipped, in any of the forms that `parseExample` knows. A line that is
 * not UTF-8 is read as Windows-1252, which Sentiment140 is in.
 *
 * @returns in the file's order; at most 5,000,000
 * @throws {ModelError} `FILE_UNREADABLE`; `BAD_EXAMPLE` with the line's number, also for a line beyond 1 MiB;
 *   `TOO_MANY_EXAMPLES`
 */
export async function readExampleFile(path: string): Promise<Example[]> {
  const examples: Example[] = [];
  let number = 0;
  for await (const bytes of linesOf(await openFile(path), path)) {
    number++;
    if (bytes.length > longestLineBytes) {
      throw new ModelError('BAD_EXAMPLE', `line ${number} is longer than ${longestLineBytes} bytes`, {
        fix: 'Give one text a line.',
      });
    }
    const example = parseExample(textOf(bytes, number), number);
    if (example === undefined) continue;
    if (examples.length === mostExamples) {
      throw new ModelError('TOO_MANY_EXAMPLES', `${path} has more than ${mostExamples} examples`, {
        fix: 'Give a part of it, such as: shuf -n 100000 FILE.',
      });
    }
    examples.push(example);
  }
  return examples;
}

function textOf(bytes: Buffer, number: number): string {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === 0x0d) end--;
  const line = bytes.subarray(0, end);
  const text = isUtf8(line) ? line.toString() : windows1252.decode(line);
  return number === 1 ? text.replace(/^\uFEFF/, '') : text;
}

async function openFile(path: string): Promise<Readable> {
  try {
    const handle = await open(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0).finally(() => handle.close());
    const start = bytesRead === 2 ? buffer.readUInt16BE() : 0;
    if (start === 0xfffe || start === 0xfeff) throw new Error('it is UTF-16; save it as UTF-8');
    if (start !== 0x1f8b) return createReadStream(path);
    const file = createReadStream(path);
    const gunzip = createGunzip();
    return file.once('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The bytes between line feeds; one that grows too long is handed out unfinished, and ends the reading. */
async function* linesOf(input: Readable, path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of input) {
      const bytes: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        yield bytes.subarray(start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > longestLineBytes) yield rest;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (rest.length > 0) yield rest;
}

function unreadable(path: string, cause: unknown): ModelError {
  if (cause instanceof ModelError) return cause;
  return new ModelError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}`, {
    cause,
    fix: 'It takes a file of label<TAB>text lines, plain or gzipped.',
  });
}

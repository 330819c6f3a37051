import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

interface Cut {
  readonly lines: string[];
  readonly broken: number;
  readonly tooLong: string[];
}

function split(pieces: readonly Uint8Array[], maxLineBytes = 100): Cut {
  const lines: string[] = [];
  const tooLong: string[] = [];
  let broken = 0;
  const splitter = new LineSplitter({
    maxLineBytes,
    onLine(bytes, start, end, isUtf8) {
      if (!isUtf8) broken += 1;
      lines.push(bytes.toString('latin1', start, end));
    },
    onTooLong: (bytes, start, end) => tooLong.push(bytes.toString('latin1', start, end)),
  });
  for (const piece of pieces) splitter.push(Buffer.from(piece));
  splitter.end();
  return { lines, broken, tooLong };
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

test.each([
  ['nothing', '', []],
  ['one line', 'a\n', ['a']],
  ['an unfinished last line', 'a\nb', ['a', 'b']],
  ['empty lines', '\n\na\n', ['', '', 'a']],
  ['CR LF', 'a\r\nb\r\n', ['a', 'b']],
  ['CR alone is text', 'a\rb\n\r\n', ['a\rb', '']],
  ['only one CR belongs to the line end', 'a\r\r\n', ['a\r']],
  ['NUL is text', 'a\0b\n', ['a\0b']],
])('cuts %s', (_name, text, expected) => {
  expect(split([bytesOf(text)]).lines).toEqual(expected);
});

test.each([
  ['exactly the longest', 'x'.repeat(10), true],
  ['one byte more', 'x'.repeat(11), false],
  ['much more', 'x'.repeat(50_000), false],
])('takes a line of %s: %#', (_name, line, isTaken) => {
  for (const lineEnd of ['\n', '\r\n']) {
    for (const at of [1, 10, 11, 12]) {
      const bytes = bytesOf(`a\n${line}${lineEnd}b\n`);
      const whole = split([bytes], 10);
      const cut = split([bytes.subarray(0, at), bytes.subarray(at)], 10);

      expect(whole.lines).toEqual(isTaken ? ['a', line, 'b'] : ['a', 'b']);
      expect(whole.tooLong).toEqual(isTaken ? [] : [line.slice(0, 10)]);
      expect(cut.lines).toEqual(whole.lines);
      expect(cut.tooLong).toEqual(whole.tooLong);
    }
  }
});

describe('any cutting of the bytes', () => {
  const anyByte = fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x61, 0xc3, 0xa4, 0xf0, 0x00), fc.nat(255));

  test('gives the same lines, broken lines and overlong lines', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }).chain((filler) =>
          fc.tuple(
            fc.array(anyByte, { maxLength: 400 }).map((some) => Uint8Array.from([...filler, ...some])),
            fc.array(fc.nat(700), { maxLength: 40 }),
          ),
        ),
        fc.integer({ min: 1, max: 60 }),
        ([bytes, cuts], maxLineBytes) => {
          const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end));

          const cut = split(pieces, maxLineBytes);
          const whole = split([bytes], maxLineBytes);

          expect(cut.lines).toEqual(whole.lines);
          expect(cut.broken).toBe(whole.broken);
          expect(cut.tooLong).toEqual(whole.tooLong);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([1, 2, 3, 7, 64])('of %i bytes breaks no character', (size) => {
    const text = 'ñandú #日本語 👩‍👩‍👧 ça va\n'.repeat(50);
    const bytes = Buffer.from(text);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );

    const { lines, broken } = split(pieces);

    expect(broken).toBe(0);
    expect(Buffer.from(`${lines.join('\n')}\n`, 'latin1').equals(bytes)).toBe(true);
  });
});

test('says which lines are no UTF-8', () => {
  const good = Buffer.from('grün\n');
  const bad = Buffer.from([0x61, 0xff, 0x0a]);
  expect(split([Buffer.concat([good, bad, good])]).broken).toBe(1);
});

test('200 MB without a newline take no more memory than one line', () => {
  const piece = Buffer.alloc(64 * 1024, 'x');
  let tooLong = 0;
  const lines: string[] = [];
  const splitter = new LineSplitter({
    maxLineBytes: 64 * 1024,
    onLine: (bytes, start, end) => lines.push(bytes.toString('latin1', start, end)),
    onTooLong: () => {
      tooLong += 1;
    },
  });
  const before = process.memoryUsage().arrayBuffers;

  for (let i = 0; i < 3200; i += 1) splitter.push(piece);
  const grown = process.memoryUsage().arrayBuffers - before;
  splitter.push(Buffer.from('\nback again\n'));

  expect(grown).toBeLessThan(1024 * 1024);
  expect(tooLong).toBe(1);
  expect(lines).toEqual(['back again']);
});

test('stops when it is told to, within its own callback too', () => {
  const lines: string[] = [];
  const splitter: LineSplitter = new LineSplitter({
    maxLineBytes: 100,
    onLine(bytes, start, end) {
      lines.push(bytes.toString('latin1', start, end));
      splitter.stop();
    },
    onTooLong: () => {},
  });

  splitter.push(bytesOf('a\nb\nc'));
  splitter.push(bytesOf('d\n'));
  splitter.end();

  expect(lines).toEqual(['a']);
});

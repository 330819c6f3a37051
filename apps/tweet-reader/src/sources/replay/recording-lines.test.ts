import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LINE_BYTES, RecordingLines } from './recording-lines.ts';

interface Seen {
  readonly text: string;
  readonly validUtf8: boolean;
  readonly terminated: boolean;
  readonly overlong: boolean;
}

function split(chunks: readonly Uint8Array[]): Seen[] {
  const seen: Seen[] = [];
  const recording = new RecordingLines(({ buffer, start, end, number, validUtf8, terminated, overlong }) => {
    expect(number).toBe(seen.length + 1);
    seen.push({ text: buffer.toString('latin1', start, end), validUtf8, terminated, overlong });
  });
  for (const chunk of chunks) recording.push(Buffer.from(chunk));
  recording.end();
  return seen;
}

test('any chunking gives the same lines', () => {
  const piece = fc.constantFrom('\n', '\r\n', '\r', '', 'a', 'ü', '😀', '\uFEFF', ' ');
  const bytes = fc.array(
    fc.oneof(
      piece.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }),
    ),
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(20)), (pieces, cuts) => {
      const whole = Buffer.concat(pieces);
      const chunks: Buffer[] = [];
      let from = 0;
      for (const cut of cuts) {
        chunks.push(whole.subarray(from, from + cut));
        from += cut;
      }
      chunks.push(whole.subarray(from));

      const seen = split(chunks);

      expect(seen).toEqual(split([whole]));
      const text = whole.toString('latin1').replace(/^\xEF\xBB\xBF/, '');
      const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
      const last = lines.pop() ?? '';
      const expected = [...lines, ...(last === '' ? [] : [last])];
      // A file of nothing but a byte order mark, or of a `\r`, is a line without a character.
      expect(seen.map((line) => line.text).filter((line, i) => line !== '' || i < lines.length)).toEqual(
        expected,
      );
      for (const line of seen) {
        const decoded = Buffer.from(line.text, 'latin1');
        expect(line.validUtf8).toBe(Buffer.from(decoded.toString(), 'utf8').equals(decoded));
      }
    }),
  );
});

test('a line beyond the bound is cut, and the next one is whole', () => {
  const long = Buffer.alloc(MAX_LINE_BYTES + 10, 'x');
  const [first, second] = split([long, Buffer.from('y\nnext\n')]);
  expect(first?.overlong).toBe(true);
  expect(first?.text.length).toBe(MAX_LINE_BYTES);
  expect(second).toEqual({ text: 'next', validUtf8: true, terminated: true, overlong: false });
});

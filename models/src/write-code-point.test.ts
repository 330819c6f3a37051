import { expect, test } from 'vitest';
import { writeCodePoint } from './write-code-point.ts';

test.each([0, 0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x1_0000, 0x1_f602, 0x10_ffff])(
  'code point %i',
  (code) => {
    const bytes = Buffer.alloc(6, 0xee);
    const expected = Buffer.from(String.fromCodePoint(code));
    expect(writeCodePoint(bytes, 1, code)).toBe(1 + expected.length);
    expect(bytes.subarray(1, 1 + expected.length)).toEqual(expected);
    expect([bytes[0], bytes[1 + expected.length]]).toEqual([0xee, 0xee]);
  },
);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBuffer } from './line-buffer.ts';

test('I2 whatever the cuts, the lines are those of the whole, without those above the limit', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '😀'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, cuts) => {
      const whole = Buffer.from(lines.map((each) => `${each}\n`).join(''));
      const buffer = new LineBuffer(16);
      const out: Buffer[] = [];
      let numLines = 0;
      let rest = whole;
      for (const cut of [...cuts, whole.length]) {
        const added = buffer.add(rest.subarray(0, cut));
        rest = rest.subarray(cut);
        out.push(added.bytes);
        numLines += added.numLines;
      }
      const expected = lines.filter((each) => Buffer.byteLength(each) <= 16);
      expect(Buffer.concat(out).toString()).toBe(expected.map((each) => `${each}\n`).join(''));
      expect(numLines).toBe(expected.length);
      expect(buffer.numTooLong).toBe(lines.length - expected.length);
    }),
  );
});

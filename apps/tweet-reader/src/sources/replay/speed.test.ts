import { StreamingError } from '@hashtide/engine';
import { describe, expect, test } from 'vitest';
import { describeSpeed, parseSpeed, requireSpeed } from './speed.ts';

describe('parseSpeed', () => {
  test.each([
    ['recorded', 'recorded', 'recorded speed'],
    ['max', 'max', 'max speed'],
    ['MAX', 'max', 'max speed'],
    ['10x', 10, '10x'],
    [' 10X ', 10, '10x'],
    ['1.5x', 1.5, '1.5x'],
    ['.5x', 0.5, '0.5x'],
    ['600', 600, '600x'],
    ['1x', 1, 'recorded speed'],
  ] as const)('%j is %s, shown as %s', (text, speed, shown) => {
    expect(parseSpeed(text)).toBe(speed);
    expect(describeSpeed(parseSpeed(text))).toBe(shown);
  });

  test.each(['', 'fast', '0x', '0', '-1x', '1e3x', 'x', '10xx', 'NaN', 'Infinity', '1,5x', '10 x y'])(
    '%j is refused',
    (text) => {
      expect(() => parseSpeed(text)).toThrow(
        expect.objectContaining({
          code: 'INVALID_SPEED',
          message: expect.stringContaining(JSON.stringify(text)),
        }),
      );
    },
  );

  test.each([0, -2, Number.NaN, Number.POSITIVE_INFINITY])('a factor of %s is refused', (factor) => {
    expect(() => requireSpeed(factor)).toThrow(StreamingError);
  });
});

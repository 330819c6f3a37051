import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smallWeights } from '../../test/small-weights.ts';
import { ModelError } from '../model-error.ts';
import { decodeLinearWeights, encodeLinearWeights, type LinearWeights } from './linear-weights.ts';

const weights = smallWeights();
const file = encodeLinearWeights(weights);

function errorOf(bytes: Uint8Array): ModelError {
  try {
    decodeLinearWeights(bytes, 'my.bin');
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('it was read');
}

test('what is written is read', () => {
  expect(decodeLinearWeights(file, 'my.bin')).toEqual(weights);
});

test('from the middle of a larger buffer, at an odd place', () => {
  const larger = new Uint8Array(file.length + 10);
  larger.set(file, 7);
  expect(decodeLinearWeights(larger.subarray(7, 7 + file.length), 'my.bin')).toEqual(weights);
});

describe('damage', () => {
  test('of any one bit is found', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(7), (at, bit) => {
        const bytes = file.slice();
        bytes[at] = (bytes[at] as number) ^ (1 << bit);
        return errorOf(bytes).code === 'BAD_WEIGHTS';
      }),
      { numRuns: 500 },
    );
  });

  test('of each byte of the header is found', () => {
    for (let at = 0; at < 128; at++) {
      const bytes = file.slice();
      bytes[at] = (bytes[at] as number) ^ 0xff;
      expect(errorOf(bytes).message, `byte ${at}`).toContain('my.bin');
    }
  });

  test.each([0, 1, 127, 128, 129, file.length - 1])('of a file cut at %i bytes is found', (length) => {
    expect(errorOf(file.subarray(0, length)).code).toBe('BAD_WEIGHTS');
  });

  test('of a file with more behind it is found', () => {
    expect(errorOf(Buffer.concat([file, Buffer.alloc(1)])).code).toBe('BAD_WEIGHTS');
  });

  test('of another file is called by its name', () => {
    expect(errorOf(Buffer.from('a'.repeat(200)))).toMatchObject({
      message: 'my.bin is no file of weights of a linear model',
      fix: expect.stringContaining('npm run train'),
    });
  });
});

test.each<[string, Partial<LinearWeights>, string]>([
  ['a scale that is no number', { wordScale: Number.NaN }, 'no number'],
  ['bits beyond the bound', { units: { ...weights.units, bits: 31 } }, '1 to 21'],
  ['bits that are not those of its slots', { words: { ...weights.words, bits: 9 } }, 'its header says'],
])('%s: refused though the checksum is right', (_name, change, message) => {
  const forged = encodeLinearWeights({ ...weights, ...change });
  expect(errorOf(forged)).toMatchObject({ code: 'BAD_WEIGHTS', message: expect.stringContaining(message) });
});

test.each(['', 'x'.repeat(33), 'é'.repeat(17)])('the name %j is refused', (name) => {
  expect(() => encodeLinearWeights({ ...weights, name })).toThrow('it must have 1 to 32');
});

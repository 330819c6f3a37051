import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Vocabulary } from './vocabulary.ts';

test('counts like a map, however many there are', () => {
  const hashes = fc.array(fc.oneof(fc.nat(0xffff_ffff), fc.nat(40)), { maxLength: 400 });
  fc.assert(
    fc.property(hashes, fc.integer({ min: 1, max: 4 }), (all, numTimes) => {
      const vocabulary = new Vocabulary();
      const counts = new Map<number, number>();
      for (const hash of all) {
        vocabulary.count(hash);
        counts.set(hash, (counts.get(hash) ?? 0) + 1);
      }
      expect(vocabulary.size).toBe(counts.size);
      const often = [...counts].filter(([, count]) => count >= numTimes).map(([hash]) => hash);
      const kept = vocabulary.atLeast(numTimes);
      expect(often.map((hash) => kept.idOf(hash))).toEqual(often.map((_, id) => id));
      expect(often.map((_, id) => kept.hashOf(id))).toEqual(often);
      for (const [hash, count] of counts) if (count < numTimes) expect(kept.idOf(hash)).toBe(-1);
    }),
  );
});

test('grows', () => {
  const vocabulary = new Vocabulary();
  for (let i = 0; i < 100_000; i++) vocabulary.count(Math.imul(i, 0x9e37_79b1) >>> 0);
  expect(vocabulary.size).toBe(100_000);
  expect(vocabulary.idOf(Math.imul(77_777, 0x9e37_79b1) >>> 0)).toBe(77_777);
});

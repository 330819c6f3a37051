import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planSlots, toSlot, weightOf } from './weight-table.ts';

const hash = fc.nat(0xffff_ffff);
const byte = fc.integer({ min: -128, max: 127 });

test('what is placed is found, what is not weighs nothing', () => {
  const features = fc.uniqueArray(fc.tuple(hash, byte, byte), { maxLength: 60, selector: ([h]) => h });
  fc.assert(
    fc.property(features, fc.integer({ min: 1, max: 8 }), (all, bits) => {
      const slots = new Int32Array(2 ** bits);
      const plan = planSlots(bits);
      const placed = all.map(([h, negative, positive]) => {
        const slot = plan.place(h);
        if (slot >= 0) slots[slot] = toSlot(h, negative, positive);
        return slot >= 0;
      });
      all.forEach(([h, negative, positive], i) => {
        const both = weightOf(slots, 32 - bits, h);
        if (placed[i]) expect([(both << 24) >> 24, both >> 8]).toEqual([negative, positive]);
      });
      const keys = new Set(all.filter((_, i) => placed[i]).map(([h]) => h & 0xffff));
      for (const [h] of all) if (!keys.has(h & 0xffff)) expect(weightOf(slots, 32 - bits, h)).toBe(0);
    }),
    { numRuns: 2_000 },
  );
});

test('a feature that finds both of its slots taken, or looks like a neighbour, has no place', () => {
  const plan = planSlots(1);
  expect(plan.place(0x0000_0001)).toBe(0);
  expect(plan.place(0x0000_0002)).toBe(1);
  expect(plan.place(0x0000_0003)).toBe(-1);
  expect(planSlots(4).place(0xf000_0001)).toBe(15);
  const other = planSlots(4);
  expect([other.place(0x0000_0001), other.place(0x1000_0001)]).toEqual([0, -1]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from './deadlines.ts';

test('E2 what is due is taken earliest first, and nothing else', () => {
  const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 });
  fc.assert(
    fc.property(times, times, fc.integer({ min: 0, max: 50 }), (first, second, now) => {
      const deadlines = new Deadlines<number>();
      const taken: number[] = [];
      const take = (): void => {
        for (let due = deadlines.takeDue(now); due !== undefined; due = deadlines.takeDue(now)) {
          expect(due.item).toBe(due.time);
          taken.push(due.time);
        }
      };
      for (const time of first) deadlines.add(time, time);
      take();
      expect(taken).toEqual(first.filter((time) => time <= now).sort((a, b) => a - b));
      for (const time of second) deadlines.add(time, time);
      take();
      expect(taken.length).toBe([...first, ...second].filter((time) => time <= now).length);
      expect(deadlines.size).toBe(first.length + second.length - taken.length);
    }),
  );
});

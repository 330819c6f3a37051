import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { RecurringTimer } from './recurring-timer.ts';

function timer(now: number, period: number) {
  const clock = new ManualClock(now);
  const times: number[] = [];
  return { clock, times, timer: new RecurringTimer(clock, period, (time) => times.push(time)) };
}

test.each([
  [0, 1000, 1000],
  [1, 1000, 1000],
  [999, 1000, 1000],
  [1000, 1000, 2000],
  [7300, 2000, 8000],
])('D3 at %i, every %i ms: first at %i', (now, period, expected) => {
  expect(timer(now, period).timer.start()).toBe(expected);
});

test('D3 a jump of the clock fires every call it missed, in order', () => {
  const { clock, times, timer: recurring } = timer(50, 100);
  recurring.start();
  clock.advance(350);
  expect(times).toEqual([100, 200, 300, 400]);
});

test('D3 stop says when the last call was', () => {
  const { clock, times, timer: recurring } = timer(0, 100);
  recurring.start();
  clock.advance(250);
  expect(recurring.stop()).toBe(200);
  clock.advance(1000);
  expect(times).toEqual([100, 200]);
});

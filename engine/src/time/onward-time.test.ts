import { expect, test } from 'vitest';
import { OnwardTime } from './onward-time.ts';

const HOUR = 3_600_000;

test.each<[string, readonly (readonly [wall: number, elapsed: number])[], readonly number[]]>([
  [
    'as the clock goes',
    [
      [5000, 0],
      [5010, 10],
      [6000, 1000],
    ],
    [5000, 5010, 6000],
  ],
  [
    'a clock set forward is followed',
    [
      [5000, 0],
      [5000 + HOUR, 10],
    ],
    [5000, 5000 + HOUR],
  ],
  [
    'a clock set back: on, and slower',
    [
      [HOUR, 0],
      [1000, 1000],
      [2000, 2000],
    ],
    [HOUR, HOUR + 900, HOUR + 1800],
  ],
  [
    'until it has caught up',
    [
      [5000, 0],
      [4500, 1000],
      [6000, 2500],
      [7000, 3500],
    ],
    [5000, 5900, 7250, 8150],
  ],
  [
    'and from then on as the clock goes',
    [
      [5000, 0],
      [4900, 1000],
      [6900, 2000],
      [7900, 3000],
    ],
    [5000, 5900, 6900, 7900],
  ],
  [
    'a standstill of the clock',
    [
      [5000, 0],
      [5000, 10],
      [5000, 20],
    ],
    [5000, 5009, 5018],
  ],
])('D5 time never goes back: %s', (_name, readings, expected) => {
  let [wall, elapsed] = [0, 0];
  const time = new OnwardTime(
    () => wall,
    () => elapsed,
  );
  const read = readings.map(([atWall, atElapsed]) => {
    [wall, elapsed] = [atWall, atElapsed];
    return time.now();
  });

  expect(read).toEqual(expected);
});

test('D5 it goes on however often it is asked', () => {
  let elapsed = 0;
  const time = new OnwardTime(
    () => (elapsed === 0 ? HOUR : 0),
    () => elapsed,
  );
  time.now();
  for (; elapsed < 1000; elapsed += 0.25) time.now();

  expect(time.now()).toBe(HOUR + 900);
});

test('D5 what a process before this one has seen does not come again', () => {
  let elapsed = 0;
  const time = new OnwardTime(
    () => 1000,
    () => elapsed,
  );
  time.notBefore(HOUR);
  time.notBefore(500);
  elapsed = 100;

  expect(time.now()).toBe(HOUR + 90);
});

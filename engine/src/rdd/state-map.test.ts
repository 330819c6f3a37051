import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { EmptyStateMap, StateMap, type StateRow } from './state-map.ts';

const sorted = (rows: readonly StateRow<number, number>[]): StateRow<number, number>[] =>
  [...rows].sort(([a], [b]) => a - b);

test('statemap-empty: an EmptyStateMap has nothing, takes nothing and is its own copy', () => {
  const map = new EmptyStateMap<number, number>();

  expect(() => map.put(1)).toThrow('EmptyStateMap');
  map.remove(1);
  expect([map.get(1), map.getByTime(10_000), map.getAll(), map.copy() === map]).toEqual([
    undefined,
    [],
    [],
    true,
  ]);
});

test('statemap-basic: getByTime gives what was touched strictly before', () => {
  const map = new StateMap<number, number>();
  map.put(1, 100, 10);
  map.put(2, 200, 20);

  expect([9, 10, 11, 21].map((threshold) => map.getByTime(threshold))).toEqual([
    [],
    [],
    [[1, 100, 10]],
    [
      [1, 100, 10],
      [2, 200, 20],
    ],
  ]);
});

/** Every sequence of `length` puts and removals. */
function sequences(length: number): ('put' | 'remove')[][] {
  return Array.from({ length: 2 ** length }, (_, bits) =>
    Array.from({ length }, (_each, i) => ((bits >> i) & 1 ? 'put' : 'remove')),
  );
}

test('statemap-fuzz: every sequence of put and remove, in rounds with a copy between them, is what a plain map is', () => {
  const opsPerRound = sequences(3);
  const rounds = 12;
  let time = 0;
  let map = new StateMap<number, number>();
  const expected = new Map<number, StateRow<number, number>>();
  const older: { readonly map: StateMap<number, number>; readonly rows: StateRow<number, number>[] }[] = [];

  for (let round = 0; round < rounds; round += 1) {
    for (let step = 0; step < 3; step += 1) {
      // One key a sequence, and each sequence again for each round it may begin in.
      for (let key = 0; key < opsPerRound.length * rounds; key += 1) {
        if (key % rounds > round) continue;
        time += 1;
        if (opsPerRound[Math.floor(key / rounds)]?.[step] === 'put') {
          map.put(key, time * 2, time);
          expected.set(key, [key, time * 2, time]);
        } else {
          map.remove(key);
          expected.delete(key);
        }
        if (key % 7 === 0) expect(map.get(key)).toBe(expected.get(key)?.[1]);
      }
      const rows = sorted([...expected.values()]);
      expect(sorted(map.getAll())).toEqual(rows);
      for (const threshold of [time - 150, time - 40, time]) {
        expect(sorted(map.getByTime(threshold))).toEqual(rows.filter((row) => row[2] < threshold));
      }
    }
    older.push({ map, rows: sorted([...expected.values()]) });
    map = round % 4 === 3 ? throughBytes(map) : map.copy();
  }

  for (const version of older) expect(sorted(version.map.getAll())).toEqual(version.rows);
});

function throughBytes(map: StateMap<number, number>): StateMap<number, number> {
  const copy = new StateMap<number, number>();
  for (const row of deserialize(serialize(map.getAll())) as StateRow<number, number>[]) copy.put(...row);
  return copy;
}

test('statemap-fuzz: a chain longer than the threshold of 20 is compacted with equal content', () => {
  const first = new StateMap<string, number>();
  first.put('first', 1, 1);
  let map = first;
  for (let version = 2; version <= 100; version += 1) {
    map = map.copy();
    map.put(`k${version % 30}`, version, version);
    map.remove(`k${(version + 15) % 30}`);
  }

  expect(first.getAll()).toEqual([['first', 1, 1]]);
  expect(map.size).toBe(16);
  expect(map.getByTime(87)).toEqual([
    ['first', 1, 1],
    ['k26', 86, 86],
  ]);
});

test('K6 a key that is touched or comes and goes is listed for its timeout a bounded number of times', () => {
  let map = new StateMap<number, number>();
  for (let time = 1; time <= 20_000; time += 1) {
    if (time % 100 === 0) map = map.copy();
    map.getByTime(time - 1000);
    map.put(time % 3, time, time);
    if (time % 2 === 0) map.remove(time % 3);
  }

  expect(map.getByTime(20_000).map(([key]) => key)).toEqual([1]);
  expect(map.getByTime(20_000)).toEqual(map.copy().getByTime(20_000));
});

test('K6 a batch tried again sees the same states run out', () => {
  const before = new StateMap<string, number>();
  before.put('a', 1, 1);
  before.put('b', 1, 1);
  before.getByTime(0);
  const failed = before.copy();
  failed.put('b', 2, 9);
  for (const [key] of failed.getByTime(5)) failed.remove(key);
  const again = before.copy();

  expect(again.getByTime(5).sort()).toEqual([
    ['a', 1, 1],
    ['b', 1, 1],
  ]);
  expect(failed.getAll()).toEqual([['b', 2, 9]]);
});

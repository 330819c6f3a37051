import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GONE } from './map-changes.ts';
import { VersionedMap } from './versioned-map.ts';

type Command =
  | {
      readonly type: 'set' | 'delete';
      readonly version: number;
      readonly key: number;
      readonly value: number;
    }
  | { readonly type: 'copy' | 'forget' | 'double'; readonly version: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('set', 'delete'),
      version: fc.nat(9),
      key: fc.nat(6),
      value: fc.nat(3),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('copy', 'double'), version: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('forget' as const), version: fc.nat(9) }) },
);

interface Version {
  readonly map: VersionedMap<unknown, number>;
  readonly expected: Map<number, number>;
  isFrozen: boolean;
}

/** A number as one of three kinds of key, always made anew. */
const keyOf = (key: number): unknown =>
  key % 3 === 0 ? key : key % 3 === 1 ? `k${key}` : [key, { id: key }];

async function collectGarbage(): Promise<void> {
  // What a WeakRef has given lives until the turn is over.
  await new Promise(setImmediate);
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
const keys = Array.from({ length: 7 }, (_, key) => key);

function entries(map: VersionedMap<unknown, number>): string[] {
  const list: string[] = [];
  map.forEach((value, key) => {
    list.push(`${JSON.stringify(key)}=${value}`);
  });
  return list.sort();
}

function check({ map, expected }: Version): void {
  expect(map.size).toBe(expected.size);
  expect(keys.map((key) => map.get(keyOf(key)))).toEqual(keys.map((key) => expected.get(key)));
  expect(entries(map)).toEqual(
    [...expected].map(([key, value]) => `${JSON.stringify(keyOf(key))}=${value}`).sort(),
  );
}

describe('K5 versions of a map', () => {
  test('each is what a map of its own would be, in whatever order they are copied, written to and forgotten', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
        const versions: Version[] = [{ map: new VersionedMap(), expected: new Map(), isFrozen: false }];
        for (const each of commands) {
          const index = each.version % versions.length;
          const version = versions[index] as Version;
          const { map, expected } = version;
          if (each.type === 'copy') {
            version.isFrozen = true;
            versions.push({ map: map.copy(), expected: new Map(expected), isFrozen: false });
          } else if (each.type === 'forget') {
            if (versions.length > 1) versions.splice(index, 1);
          } else if (version.isFrozen) {
            expect(() => map.set(0, 0)).toThrow('copied');
          } else if (each.type === 'set') {
            map.set(keyOf(each.key), each.value);
            expected.set(each.key, each.value);
          } else if (each.type === 'delete') {
            expect(map.delete(keyOf(each.key))).toBe(expected.delete(each.key));
          } else {
            map.update<number>(
              (push) => push(keyOf(each.version % 7), each.version),
              ([given = 0], value = 0) => (value > 4 ? GONE : value * 2 + given),
            );
            const given = each.version % 7;
            if (!expected.has(given)) expected.set(given, 0);
            for (const [key, value] of expected) {
              if (value > 4) expected.delete(key);
              else expected.set(key, value * 2 + (key === given ? each.version : 0));
            }
          }
        }
        for (const version of versions) check(version);
        for (const { map: older, expected: before } of versions) {
          const { map, expected } = versions.at(-1) as Version;
          const changed = keys.filter((key) => before.get(key) !== expected.get(key));
          expect(map.changedSince(older)?.map(String).sort()).toEqual(
            changed.map((key) => String(keyOf(key))).sort(),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test('what versions that nobody keeps knew goes to those before them that are kept', async () => {
    const kept: Version[] = [];
    let newest = new VersionedMap<unknown, number>();
    const expected = new Map<number, number>();
    for (let version = 0; version < 400; version += 1) {
      newest = newest.copy();
      newest.set(keyOf(version % 7), version);
      expected.set(version % 7, version);
      if (newest.delete(keyOf((version * 3) % 7))) expected.delete((version * 3) % 7);
      if (version % 90 === 5) kept.push({ map: newest, expected: new Map(expected), isFrozen: true });
      if (version % 50 === 0) await collectGarbage();
    }
    for (const version of kept) check(version);
    check({ map: newest, expected, isFrozen: false });
  });

  test('a map of another family says nothing about what changed', () => {
    expect(new VersionedMap().changedSince(new VersionedMap())).toBeUndefined();
  });
});

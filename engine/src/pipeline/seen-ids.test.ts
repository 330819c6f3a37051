import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenIds } from './seen-ids.ts';

function addAll(seen: SeenIds, ids: readonly string[]): boolean[] {
  return ids.map((id) => seen.add(id));
}

test('an id counts once, in its batch and after', () => {
  const seen = new SeenIds();
  seen.openBatch(10);
  expect(addAll(seen, ['1', '2', '1'])).toEqual([true, true, false]);
  seen.openBatch(20);
  expect(addAll(seen, ['2', '3'])).toEqual([false, true]);
  expect(seen.idsOf(10)).toEqual(BigUint64Array.of(1n, 2n));
  expect(seen.idsOf(20)).toEqual(BigUint64Array.of(3n));
  expect(seen.idsOf(30)).toEqual(new BigUint64Array(0));
});

test('another try of a batch forgets the first, and what came after', () => {
  const seen = new SeenIds();
  seen.openBatch(10);
  addAll(seen, ['1']);
  seen.openBatch(20);
  addAll(seen, ['2']);
  seen.openBatch(30);
  addAll(seen, ['3']);
  seen.openBatch(20);
  expect(addAll(seen, ['1', '2', '3'])).toEqual([false, true, true]);
});

test('an id is forgotten when its time is over', () => {
  const seen = new SeenIds({ rememberDuration: 30 });
  seen.openBatch(10);
  seen.add('x');
  seen.openBatch(39);
  expect(seen.add('x')).toBe(false);
  seen.openBatch(40);
  expect(seen.add('x')).toBe(true);
});

test('an id is forgotten when there are enough after it, the oldest of a batch first', () => {
  const seen = new SeenIds({ maxIds: 2 });
  seen.openBatch(10);
  addAll(seen, ['a', 'b', 'c']);
  seen.openBatch(20);
  expect(addAll(seen, ['a', 'b', 'c'])).toEqual([true, false, false]);
});

test.each([
  ['18446744073709551615', 2n ** 64n - 1n],
  ['2124422625131233280', 2124422625131233280n],
  ['9007199254740993', 9007199254740993n],
  ['4294967296', 2n ** 32n],
  ['7', 7n],
  ['0', 2n ** 64n - 1n],
])('id %s is %i', (id, expected) => {
  const seen = new SeenIds();
  seen.openBatch(1);
  seen.add(id);
  expect(seen.idsOf(1)).toEqual(BigUint64Array.of(expected));
});

test.each(['18446744073709551616', '99999999999999999999', '007', '-1', '1e3', 'at://did/post/1', '', '１'])(
  'id %j, no 64-bit number, is told apart and remembered',
  (id) => {
    const seen = new SeenIds();
    seen.openBatch(1);
    expect([seen.add(id), seen.add(`${id}x`), seen.add(id), seen.add('7')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    const again = new SeenIds();
    again.restore(1, seen.idsOf(1));
    again.openBatch(2);
    expect(again.add(id)).toBe(false);
  },
);

/** What DESIGN asks for, said slowly. */
class SlowSeenIds {
  readonly #batches: { time: number; ids: string[] }[] = [];
  #window = new Set<string>();
  readonly #maxIds: number;
  readonly #duration: number;

  constructor(maxIds: number, duration: number) {
    this.#maxIds = maxIds;
    this.#duration = duration;
  }

  open(time: number): void {
    while ((this.#batches.at(-1)?.time ?? Number.NEGATIVE_INFINITY) >= time) this.#batches.pop();
    const young = this.#batches
      .filter((batch) => batch.time > time - this.#duration)
      .flatMap((batch) => batch.ids);
    this.#window = new Set(young.slice(-this.#maxIds));
    this.#batches.push({ time, ids: [] });
  }

  add(id: string): boolean {
    if (this.#window.has(id)) return false;
    this.#window.add(id);
    this.#batches.at(-1)?.ids.push(id);
    return true;
  }
}

test('equals a slow model over batches, tries and restarts', () => {
  const step = fc.record({
    gap: fc.integer({ min: 1, max: 4 }),
    ids: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }),
    tries: fc.integer({ min: 1, max: 2 }),
    restarts: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 30 }), (steps, maxIds) => {
      const options = { maxIds, rememberDuration: 60 };
      const slow = new SlowSeenIds(maxIds, 60);
      let seen = new SeenIds(options);
      const stored: [number, BigUint64Array][] = [];
      let time = 0;
      for (const { gap, ids, tries, restarts } of steps) {
        time += 10 * gap;
        if (restarts) {
          seen = new SeenIds(options);
          for (const [batchTime, batchIds] of stored) seen.restore(batchTime, batchIds);
        }
        const texts = ids.map((id) => (id % 5 === 0 ? `id-${id}` : String(id)));
        for (let run = 0; run < tries; run += 1) {
          seen.openBatch(time);
          slow.open(time);
          const half = run + 1 < tries ? texts.slice(0, texts.length >> 1) : texts;
          expect(addAll(seen, half)).toEqual(half.map((id) => slow.add(id)));
        }
        stored.push([time, seen.idsOf(time)]);
      }
    }),
    { numRuns: 2000 },
  );
});

test('equals the slow model over thousands of ids a batch', () => {
  const seen = new SeenIds({ maxIds: 3000, rememberDuration: 60 });
  const slow = new SlowSeenIds(3000, 60);
  for (let round = 0; round < 30; round += 1) {
    // Now and then a batch is tried again.
    const time = 10 * (round - Math.floor(round / 7));
    seen.openBatch(time);
    slow.open(time);
    const numIds = round % 4 === 0 ? 6000 : 900;
    const ids = Array.from({ length: numIds }, (_, index) =>
      String(((index * 7919 + round * 4001) % 9001) + 1),
    );
    expect(addAll(seen, ids)).toEqual(ids.map((id) => slow.add(id)));
  }
});

test('a million ids take 32 MiB at most', () => {
  const seen = new SeenIds();
  for (let batch = 1; batch <= 120; batch += 1) {
    seen.openBatch(batch * 10_000);
    for (let index = 0; index < 10_000; index += 1) seen.add(`21244226251${batch * 10_000 + index}`);
  }
  seen.openBatch(2_000_000);
  expect(seen.size).toBe(1_000_000);
  expect(seen.byteLength).toBeLessThan(32 * 2 ** 20);
});

test('what an earlier life counted is asked for when the first batch opens, or piece by piece before', () => {
  const former = [
    { batchTime: 10, ids: BigUint64Array.of(1n, 2n) },
    { batchTime: 20, ids: BigUint64Array.of(3n) },
  ];
  for (const numBefore of [0, 1, 2, 3]) {
    let numAsked = 0;
    const seen = new SeenIds();
    seen.restoreFrom(
      (function* () {
        for (const batch of former) {
          numAsked += 1;
          yield batch;
        }
      })(),
    );
    const recalled = Array.from({ length: numBefore }, () => seen.recallNext());
    expect(recalled).toEqual([true, true, false].slice(0, numBefore));
    expect(numAsked).toBe(Math.min(numBefore, 2));
    seen.openBatch(30);
    expect([numAsked, seen.recallNext()]).toEqual([2, false]);
    expect(addAll(seen, ['1', '2', '3', '4'])).toEqual([false, false, false, true]);
  }
});

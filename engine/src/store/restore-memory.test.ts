import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import { SeenIds } from '../pipeline/seen-ids.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { restoreInTurns, restoreMemory, restoreSeenIds, restoreWindows } from './restore-memory.ts';
import type { Store } from './store.ts';
import { openTemporaryStore } from './temporary-store.ts';
import { batchRecord, hashtagBatch } from './testing/batch-record-fixture.ts';

const BATCH = 10_000;
const HOUR = 3_600_000;

/** An hour and a bit, each batch with a tag of its own and one that all have, written in two ways. */
function filled(): { store: Store; lived: HashtagWindows } {
  const store = openTemporaryStore({ batchDurationMs: BATCH, model: 'm' });
  const lived = new HashtagWindows({ batchDuration: BATCH });
  for (let number = 1; number <= 400; number += 1) {
    const spelling = number % 3 === 0 ? 'all' : 'ALL';
    const record = batchRecord(
      number * BATCH,
      [hashtagBatch(`only${number}`), hashtagBatch('all', { [spelling]: 2 })],
      { seenIds: BigUint64Array.of(BigInt(number)) },
    );
    lived.add(record, store.commit(record).names);
  }
  return { store, lived };
}

function shown(windows: HashtagWindows): unknown {
  return [
    windows.totals(HOUR),
    windows.rows(HOUR, { limit: 1000 }),
    windows.rows(60_000),
    windows.netHistory(),
  ];
}

test('V2 windows rebuilt from rows, at once or in turns, are those of an engine that never stopped', async () => {
  const { store, lived } = filled();
  const atOnce = new HashtagWindows({ batchDuration: BATCH });
  const seenIds = new SeenIds();
  expect(restoreMemory(store, atOnce, seenIds)).toMatchObject({ batchTime: 400 * BATCH });
  expect(seenIds.size).toBe(180);
  const inTurns = new HashtagWindows({ batchDuration: BATCH });
  expect(await restoreWindows(store, inTurns, new AbortController().signal)).toMatchObject({
    batchTime: 400 * BATCH,
  });

  expect(lived.row(HOUR, 'all')).toMatchObject({ spelling: 'ALL', firstSeen: BATCH });
  expect(shown(atOnce)).toEqual(shown(lived));
  expect(shown(inTurns)).toEqual(shown(lived));
  store.close();
});

test('who stops does not wait for it', async () => {
  const { store } = filled();
  const windows = new HashtagWindows({ batchDuration: BATCH });
  const restoring = restoreWindows(store, windows, AbortSignal.abort(new Error('stopped')));
  await expect(restoring).rejects.toThrow('stopped');
  expect(windows.numHashtags).toBeLessThan(10);
  store.close();
});

test.each([true, false])('a reader is answered first where one may wait: %s', async (readerFirst) => {
  const { store } = filled();
  const clock = new ManualClock();
  const windows = new HashtagWindows({ batchDuration: BATCH });
  const seenIds = new SeenIds();
  restoreSeenIds(store, seenIds);
  const { signal } = new AbortController();
  const restored = restoreInTurns({ store, windows, seenIds, clock, readerFirst, signal });
  if (readerFirst) {
    clock.advance(199);
    await setImmediate();
    expect([seenIds.size, windows.numHashtags]).toEqual([0, 0]);
    clock.advance(1);
  }
  expect(await restored).toMatchObject({ batchTime: 400 * BATCH });
  expect(seenIds.size).toBe(180);
  store.close();
});

test('an empty store', async () => {
  const store = openTemporaryStore({ batchDurationMs: BATCH, model: 'm' });
  const windows = new HashtagWindows({ batchDuration: BATCH });
  restoreSeenIds(store, new SeenIds());
  expect(await restoreWindows(store, windows, new AbortController().signal)).toBeUndefined();
  store.close();
});

import { expect, test } from 'vitest';
import { openSpool } from './disk-spool/testing/open-spool.ts';
import { SpoolRoom } from './spool-room.ts';
import { recordsOf } from './test-support.ts';

test.each([
  ['that has not taken all of it makes the source wait, however long', 50, false],
  ['that has taken all of it, and whose batch does not fit, gets more', 0, true],
])('P7 a full spool on the disk: an engine %s', async (_name, numUnsent, getsMore) => {
  const { spool, clock } = await openSpool({ mayWait: true, maxBytes: 40_000 });
  while (!spool.isFull) {
    spool.append(recordsOf(spool.next, spool.next + 100));
    await spool.flush();
  }
  spool.remember('a', 0);
  const room = new SpoolRoom({
    spool,
    clock,
    sourceClock: 'recorded',
    isReReadable: false,
    isOnDisk: true,
    engines: () => [{ engineId: 'a', next: spool.next - numUnsent }],
    onRoom: () => {},
    log: () => {},
  });
  expect(room.make()).toBe(false);
  clock.advance(600_000);
  expect(room.make()).toBe(getsMore);
  expect([spool.first > 1, spool.numDropped]).toEqual([getsMore, 0]);
  room.stop();
});

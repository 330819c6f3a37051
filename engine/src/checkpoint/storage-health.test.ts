import { describe, expect, test } from 'vitest';
import { StreamingError } from '../errors.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { storageFaultOf } from './storage-fault.ts';
import { StorageHealth } from './storage-health.ts';

const failure = (code: string) => Object.assign(new Error(`it says ${code}`), { code });

describe('V8 a fault that may go away', () => {
  test.each([
    ['ENOSPC', 'disk-full'],
    ['SQLITE_FULL', 'disk-full'],
    ['EIO', 'io-error'],
    ['EROFS', 'io-error'],
    ['SQLITE_IOERR_FSYNC', 'io-error'],
    ['SQLITE_IOERR_WRITE', 'io-error'],
    ['SQLITE_BUSY', 'busy'],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', undefined],
    ['SQLITE_CORRUPT', undefined],
    ['EACCES', undefined],
  ])('%s is %s', (code, fault) => {
    expect(storageFaultOf(failure(code))).toBe(fault);
    expect(storageFaultOf(new StreamingError('STORE_FAILED', 'no', { cause: failure(code) }))).toBe(fault);
  });

  test.each([undefined, null, 'ENOSPC', { code: 'ENOSPC' }, new Error('no')])('%s is none', (thrown) => {
    expect(storageFaultOf(thrown)).toBeUndefined();
  });
});

/** Fails so often, then works. */
function failing(times: number, code = 'ENOSPC') {
  let tries = 0;
  return {
    write: () => {
      tries += 1;
      if (tries <= times) throw failure(code);
      return 'written';
    },
    get tries() {
      return tries;
    },
  };
}

function healthOn(clock: ManualClock) {
  const said: string[] = [];
  const health = new StorageHealth({ clock, onChange: (trouble) => said.push(trouble?.fault ?? 'works') });
  return { health, said };
}

/** Lets promises that are settled run. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('V8 retry', () => {
  test('of what works gives the result in the same turn and says nothing', () => {
    const { health, said } = healthOn(new ManualClock());
    expect(health.retry('database', () => 7)).toBe(7);
    expect(said).toEqual([]);
  });

  test('waits 0.25 s, twice as long each time, 5 s at most, and tells both ends once', async () => {
    const clock = new ManualClock();
    const { health, said } = healthOn(clock);
    const disk = failing(8);
    const times: number[] = [];
    const result = health.retry('database', () => {
      times.push(clock.now());
      return disk.write();
    });
    expect(health.trouble).toEqual({
      fault: 'disk-full',
      part: 'database',
      detail: 'it says ENOSPC',
      since: 0,
    });
    for (let i = 0; i < 200; i += 1) {
      clock.advance(125);
      await turn();
    }
    expect(await result).toBe('written');
    expect(times).toEqual([0, 250, 750, 1750, 3750, 7750, 12_750, 17_750, 22_750]);
    expect(said).toEqual(['disk-full', 'works']);
    expect(health.trouble).toBeUndefined();
  });

  test('throws what will not go away, at once or later', async () => {
    const clock = new ManualClock();
    const { health } = healthOn(clock);
    expect(() => health.retry('database', failing(1, 'SQLITE_CORRUPT').write)).toThrow('SQLITE_CORRUPT');
    let tries = 0;
    const later = health.retry('database', () => {
      tries += 1;
      throw failure(tries === 1 ? 'EIO' : 'SQLITE_CORRUPT');
    });
    clock.advance(250);
    await expect(later).rejects.toThrow('SQLITE_CORRUPT');
  });

  test('ends when it is given up', async () => {
    const clock = new ManualClock();
    const { health } = healthOn(clock);
    const disk = failing(99);
    const result = health.retry('database', disk.write);
    health.giveUp();
    expect(await result).toBeUndefined();
    expect(await health.retry('database', disk.write)).toBeUndefined();
    clock.advance(60_000);
    expect(disk.tries).toBe(2);
  });
});

test('V8 two parts: the one that has failed longest is told, and both must work', () => {
  const clock = new ManualClock();
  const { health, said } = healthOn(clock);
  health.failed('log', failure('ENOSPC'));
  clock.advance(10);
  health.failed('database', failure('EIO'));
  expect(health.trouble?.part).toBe('log');
  health.works('log');
  expect(health.trouble).toMatchObject({ part: 'database', fault: 'io-error', since: 10 });
  health.works('database');
  health.works('database');
  expect(said).toEqual(['disk-full', 'disk-full', 'io-error', 'works']);
});

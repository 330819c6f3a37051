import { until } from '@hashtide/engine/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordOf } from '../test-support.ts';
import type { DiskSpool } from './disk-spool.ts';
import { failure, MemoryFiles } from './testing/memory-files.ts';
import { linesFrom, openSpool, parseLines } from './testing/open-spool.ts';

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append' as const), n: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), n: fc.nat(300) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ack' as const), n: fc.nat(100) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), n: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), n: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), n: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), n: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), n: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), n: fc.constant(0) }) },
);

/** Everything that an engine was ever sent: a number means one record for ever. */
class Witness {
  readonly #sent = new Map<number, string>();

  hear(lines: readonly string[]): void {
    for (const { sequence, content } of parseLines(lines)) {
      const before = this.#sent.get(sequence);
      if (before !== undefined && before !== content)
        throw new Error(`${sequence} was record ${before} and is record ${content}`);
      this.#sent.set(sequence, content);
    }
  }

  get highest(): number {
    return Math.max(0, ...this.#sent.keys());
  }
}

/** Runs steps against a spool on a disk that fails, is killed and loses power; what must hold throws where it does not. */
async function run(
  steps: readonly { do: string; n: number }[],
  seed: number,
  files = new MemoryFiles(),
): Promise<void> {
  let random = seed;
  const next = (): number => {
    random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
    return random / 2 ** 31;
  };
  const witness = new Witness();
  let { spool, clock } = await openSpool({ files, maxBytes: 20_000 });
  let id = 0;
  let acked = 0;
  const settle = (one: DiskSpool): Promise<void> =>
    until(() => {
      clock.advance(1_000);
      return one.isSettled;
    });
  const open = async (): Promise<void> => {
    const { next: before, epoch } = spool;
    ({ spool, clock } = await openSpool({ files, clock, maxBytes: 20_000 }));
    expect(spool.epoch).toBe(epoch);
    // Durable once, durable for ever.
    expect(spool.next).toBeGreaterThanOrEqual(before);
    expect(spool.recovery).toMatchObject({ numDamaged: 0, numGivenUp: 0 });
  };
  for (const { do: what, n } of steps) {
    if (what === 'append') {
      spool.append(Array.from({ length: n }, () => recordOf(++id)));
    } else if (what === 'wait') {
      clock.advance(n);
      for (let turns = 0; turns < n % 7; turns += 1) await new Promise(setImmediate);
    } else if (what === 'ack') {
      spool.remember('a', Math.min(acked, spool.next - 1));
      acked = Math.max(acked, Math.floor((n / 100) * witness.highest));
      spool.ack('a', acked);
    } else if (what === 'send') {
      const from = spool.first + Math.floor((n / 100) * (spool.next - spool.first));
      witness.hear(await linesFrom(spool, from));
    } else if (what === 'drop') {
      while (spool.isFull && spool.dropOldest() > 0);
    } else if (what === 'fail') {
      let left = n;
      files.onOperation = (operation) => {
        if (operation === 'read') return;
        left -= 1;
        if (left === -1) throw failure(n % 2 === 0 ? 'EIO' : 'ENOSPC');
      };
      spool.append([recordOf(++id)]);
      await spool.flush();
      files.onOperation = () => {};
    } else if (what === 'close') {
      await settle(spool);
      const end = spool.next;
      await spool.close();
      await open();
      expect(spool.next).toBe(end);
    } else {
      files = what === 'kill' ? files.afterKill() : files.afterPowerCut(next);
      await open();
    }
    expect(spool.first).toBeLessThanOrEqual(spool.next);
  }
  await settle(spool);
  const lines = await linesFrom(spool, spool.first);
  witness.hear(lines);
  const numbers = parseLines(lines);
  expect(numbers.map(({ sequence }) => sequence)).toEqual(numbers.map((_, i) => spool.first + i));
  const ids = numbers.map(({ content }) => Number(content));
  expect(ids.every((one, i) => i === 0 || one > (ids[i - 1] as number))).toBe(true);
  await spool.close();
}

test('P7 whatever is appended, acked, sent, killed and refused: a number is one record, and what was durable stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, seed) => run(steps, seed)),
    { numRuns: 200 },
  );
}, 240_000);

test('control: on a disk that only says that it has synced, the same finds a lost or doubled record', async () => {
  class LyingFiles extends MemoryFiles {
    override async open(name: string, mode: 'read' | 'write' | 'create') {
      const file = await super.open(name, mode);
      return { ...file, datasync: async () => {} };
    }
  }
  const found = await fc.check(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, seed) =>
      run(steps, seed, new LyingFiles()),
    ),
    { numRuns: 200, endOnFailure: true },
  );
  expect(found.failed).toBe(true);
}, 240_000);

import { ManualClock } from '@hashtide/engine/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceEvent, SourceRecord } from '../../tweet-source.ts';
import { type PaceOptions, pace } from './pace.ts';

const T0 = 50_000;

interface Timed {
  readonly now: number;
  readonly event: SourceEvent;
}

const record = (at: number, numBytes = 10): SourceRecord => ({ at, line: new Uint8Array(numBytes) });

async function* batchesOf(times: readonly number[], size: number): AsyncGenerator<readonly SourceRecord[]> {
  for (let from = 0; from < times.length; from += size)
    yield times.slice(from, from + size).map((at) => record(at));
}

/** Lets everything happen that waits for no clock. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Every event with the time at which it came, the clock going on by `stepMs` whenever nothing else happens. */
async function run(
  batches: AsyncIterable<readonly SourceRecord[]>,
  options: Partial<PaceOptions>,
  stepMs = 1,
): Promise<Timed[]> {
  const clock = new ManualClock(T0);
  const signal = options.signal ?? new AbortController().signal;
  const seen: Timed[] = [];
  let done = false;
  const running = (async () => {
    for await (const event of pace(batches, {
      speed: 'recorded',
      maxGapMs: undefined,
      ...options,
      clock,
      signal,
    })) {
      seen.push({ now: clock.now(), event });
    }
    done = true;
  })();
  for (await turn(); !done; await turn()) {
    // A step that skips nothing: to the next whole step, and only when the replay waits for the clock.
    if (clock.pending > 0) clock.advance(stepMs);
  }
  await running;
  expect(clock.pending).toBe(0);
  return seen;
}

const emissions = (seen: readonly Timed[]): (readonly [now: number, at: number])[] =>
  seen.flatMap(({ now, event }) =>
    event.kind === 'records' ? event.records.map(({ at }) => [now, at] as const) : [],
  );

const watermarks = (seen: readonly Timed[]): (readonly [now: number, at: number])[] =>
  seen.flatMap(({ now, event }) => (event.kind === 'watermark' ? [[now, event.at] as const] : []));

describe('pace', () => {
  test.each([
    ['recorded', [100, 101, 101, 400], [0, 1, 1, 300]],
    [2, [100, 101, 101, 400], [0, 1, 1, 150]],
    [10, [100, 101, 133, 1100], [0, 1, 4, 100]],
    [0.5, [100, 110, 150], [0, 20, 100]],
    ['max', [100, 5000, 9_000_000], [0, 0, 0]],
  ] as const)('%s: every record comes at its own time', async (speed, times, expected) => {
    const seen = await run(batchesOf(times, 2), { speed });
    expect(emissions(seen)).toEqual(times.map((at, i) => [T0 + (expected[i] ?? 0), at]));
  });

  test('target times are reckoned from the start: nothing drifts, at any speed and batching', async () => {
    const gaps = fc.array(fc.nat(60), { minLength: 1, maxLength: 60 });
    const speed = fc.double({ min: 0.7, max: 50, noNaN: true });
    await fc.assert(
      fc.asyncProperty(gaps, speed, fc.integer({ min: 1, max: 9 }), async (list, factor, size) => {
        let at = 1_795_336_800_000;
        const times = list.map((gap) => (at += gap));
        const seen = await run(batchesOf(times, size), { speed: factor });
        const [first = 0] = times;
        expect(emissions(seen)).toEqual(times.map((time) => [Math.ceil(T0 + (time - first) / factor), time]));
      }),
      { numRuns: 50 },
    );
  });

  test('all that is due goes out as one event', async () => {
    const seen = await run(batchesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10), {}, 4);
    const together = seen.map(({ event }) => event.kind === 'records' && event.records.map(({ at }) => at));
    expect(together).toEqual([[0], [1, 2, 3, 4], [5, 6, 7, 8], [9]]);
  });

  test('an event holds 4096 records and 1 MiB at most', async () => {
    async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
      yield Array.from({ length: 5000 }, () => record(1));
      yield Array.from({ length: 40 }, () => record(1, 60_000));
    }
    const seen = await run(batches(), { speed: 'max' });
    const sizes = seen.map(({ event }) => (event.kind === 'records' ? event.records.length : 0));
    expect(sizes).toEqual([4096, 904, 17, 17, 6]);
  });

  test('a gap is cut in waiting only; what follows keeps its distances', async () => {
    const times = [0, 100, 100_000, 100_050, 200_000];
    const seen = await run(batchesOf(times, 3), { speed: 10, maxGapMs: 30 });
    expect(emissions(seen)).toEqual([
      [T0, 0],
      [T0 + 10, 100],
      [T0 + 40, 100_000],
      [T0 + 45, 100_050],
      [T0 + 75, 200_000],
    ]);
  });

  test('maxGapMs of 0 never waits', async () => {
    const seen = await run(batchesOf([0, 100, 9000], 3), { maxGapMs: 0 });
    expect(emissions(seen).map(([now]) => now)).toEqual([T0, T0, T0]);
  });

  test('while it waits it says each 250 ms how far it is', async () => {
    const seen = await run(batchesOf([1000, 11_000, 11_001], 3), { speed: 10 });
    expect(watermarks(seen)).toEqual([
      [T0 + 250, 3500],
      [T0 + 500, 6000],
      [T0 + 750, 8500],
    ]);
  });

  test('in a shortened gap the recording’s time goes faster', async () => {
    const seen = await run(batchesOf([0, 100_000], 2), { maxGapMs: 1000 });
    expect(watermarks(seen)).toEqual([
      [T0 + 250, 25_000],
      [T0 + 500, 50_000],
      [T0 + 750, 75_000],
    ]);
  });

  test('a watermark never decreases and never passes a record to come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3000), { minLength: 1, maxLength: 20 }),
        fc.option(fc.nat(1500), { nil: undefined }),
        fc.integer({ min: 1, max: 400 }),
        async (gaps, maxGapMs, stepMs) => {
          let at = 0;
          const seen = await run(
            batchesOf(
              gaps.map((gap) => (at += gap)),
              4,
            ),
            { maxGapMs },
            stepMs,
          );
          let bound = Number.NEGATIVE_INFINITY;
          for (const { event } of seen) {
            for (const time of event.kind === 'records'
              ? event.records.map((r) => r.at)
              : [event.kind === 'watermark' ? event.at : 0]) {
              expect(time).toBeGreaterThanOrEqual(bound);
              bound = time;
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a consumer that is slow gets at once what has become due, and the schedule stays', async () => {
    const clock = new ManualClock(T0);
    const events = pace(batchesOf([0, 10, 20, 1000], 4), {
      speed: 'recorded',
      maxGapMs: undefined,
      clock,
      signal: new AbortController().signal,
    });
    expect(await events.next()).toMatchObject({ value: { records: [{ at: 0 }] } });
    clock.advance(500);
    expect(await events.next()).toMatchObject({ value: { records: [{ at: 10 }, { at: 20 }] } });
    const last = events.next();
    await turn();
    clock.advance(250);
    expect(await last).toEqual({ done: false, value: { kind: 'watermark', at: 750 } });
    const end = events.next();
    await turn();
    clock.advance(250);
    expect(await end).toMatchObject({ value: { records: [{ at: 1000 }] } });
  });

  test('stops in the middle of a wait, without an error and without a timer left', async () => {
    const clock = new ManualClock(T0);
    const stop = new AbortController();
    let closed = false;
    async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
      try {
        yield [record(0), record(60_000)];
      } finally {
        closed = true;
      }
    }
    const events = pace(batches(), { speed: 'recorded', maxGapMs: undefined, clock, signal: stop.signal });
    await events.next();
    const next = events.next();
    await turn();
    expect(clock.pending).toBe(1);
    stop.abort();
    expect((await next).done).toBe(true);
    expect(clock.pending).toBe(0);
    expect(closed).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { ManualClock } from '../../testing/index.ts';
import { type LineProtocolStatus, NOT_CONNECTED } from './source-status.ts';
import { SourceTimeWatch } from './source-time-watch.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 0, 1, 12);

function watched(status: Partial<LineProtocolStatus> = {}) {
  const clock = new ManualClock(NOON);
  const state = { sourceTime: NOON, lastBatchTime: NOON, status: { ...NOT_CONNECTED, ...status } };
  const said: string[] = [];
  const watch = new SourceTimeWatch({
    clock,
    batchDuration: 10_000,
    status: () => state.status,
    sourceTime: () => state.sourceTime,
    lastBatchTime: () => state.lastBatchTime,
    onChange: (detail) => said.push(detail),
  });
  watch.start();
  const pass = (numBatches: number, speed = 1): void => {
    for (let i = 0; i < numBatches; i += 1) {
      state.sourceTime += 10_000 * speed;
      clock.advance(10_000);
    }
  };
  return { watch, state, said, pass, clock };
}

const live = { state: 'connected', clock: 'live' } as const;

test('D6 a source whose clock was set back is told of, with when it goes on, until it has caught up', () => {
  const { watch, state, said, pass } = watched(live);
  pass(2);
  expect(watch.detail).toBe('');
  state.sourceTime -= HOUR;
  pass(1);
  expect(watch.detail).toBe(
    'its clock is behind the last batch: what comes is counted at 2026-01-01T12:00:10Z by that clock',
  );
  pass(353);
  expect(said.length).toBe(1);
  pass(10);
  expect([watch.detail, said.length]).toEqual(['', 2]);
});

test.each([
  ['one that sends what it has kept, faster than time goes', live, 5],
  ['a recording', { ...live, clock: 'recorded' as const }, 1],
  ['one that is not connected', { state: 'connecting' as const }, 1],
])('D6 of %s nothing is said', (_name, status, speed) => {
  const { state, said, pass } = watched(status);
  state.sourceTime -= HOUR;
  pass(20, speed);
  expect(said).toEqual([]);
});

test('D6 who has not said what time it is, or is as far as the last batch, is left alone; a stop ends the looking', () => {
  const { watch, state, said, pass, clock } = watched(live);
  state.sourceTime = Number.NEGATIVE_INFINITY;
  pass(5);
  state.sourceTime = NOON - 30_000;
  clock.advance(20_000);
  expect(said).toEqual([]);
  watch.stop();
  state.sourceTime -= HOUR;
  clock.advance(60_000);
  expect(said).toEqual([]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { ACTS, accept, REFUSALS, SourceProbe, type Step, standInTweet } from '../../testing/index.ts';
import { mostWithin, TRIAL_START, Trial } from './trial.ts';

const QUARTER_HOUR_MS = 15 * 60_000;
const HOUR_MS = 60 * 60_000;
const seconds = (waits: Trial['waits']): number[] => waits.map(({ waitMs }) => waitMs / 1000);

let trial: Trial;
afterEach(() => trial?.stop());

test.each<[string, Step, number[]]>([
  ['accepted, then closed', accept(ACTS.end), [5, 10, 20, 40, 80, 160, 320, 320]],
  ['503', REFUSALS.emptyBody503, [5, 10, 20, 40, 80, 160, 320, 320]],
  ['429', REFUSALS.rateLimited, [60, 120, 240, 480, 900, 900]],
  ['reset', { kind: 'reset' }, [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]],
])('again and again %s: waits longer each time, up to a bound', async (_name, step, expected) => {
  trial = await Trial.start({}, (x) => x.script(expected.map(() => step)));
  await trial.waited(expected.length);
  await trial.deliver();

  expect(seconds(trial.waits)).toEqual(expected);
});

test('a connection that lived 30 s is followed by another at once, and forgives what was before', async () => {
  trial = await Trial.start({}, (x) => x.script([REFUSALS.emptyBody503, REFUSALS.emptyBody503]));
  await trial.live(30_000);
  trial.x.script([accept(ACTS.end), REFUSALS.emptyBody503]);
  await trial.drop(() => trial.x.act(ACTS.end));
  await trial.waited(4);
  await trial.live(20_000);
  await trial.drop(() => trial.x.act(ACTS.end));
  await trial.deliver();

  expect(seconds(trial.waits)).toEqual([5, 10, 5, 5, 10]);
  expect(trial.probe.ids).toEqual(trial.sentIds);
});

describe('never more than 50 connections in 15 minutes, in a simulated hour of', () => {
  test.each<[string, Step]>([
    ['accept, then close', accept(ACTS.end)],
    ['resets', { kind: 'reset' }],
    ['503', REFUSALS.emptyBody503],
    ['too many connections', REFUSALS.tooManyConnections],
  ])('%s', async (_name, step) => {
    trial = await Trial.start({}, (x) => x.script(Array<Step>(500).fill(step)));
    trial.passesWaits = true;
    await trial.probe.until(() => trial.clock.now() >= TRIAL_START + HOUR_MS);

    expect(mostWithin(QUARTER_HOUR_MS, trial.x.connectTimes)).toBeLessThanOrEqual(45);
    expect(trial.x.connectTimes.length).toBeGreaterThan(4);
  });

  test('connections that live just long enough to be good ones', async () => {
    trial = await Trial.start();
    while (trial.clock.now() < TRIAL_START + HOUR_MS) {
      await trial.live(30_000);
      await trial.drop(() => trial.x.act(ACTS.end));
    }

    expect(mostWithin(QUARTER_HOUR_MS, trial.x.connectTimes)).toBeLessThanOrEqual(45);
    expect(trial.probe.ids).toEqual(trial.sentIds);
  });

  test('a process that dies and is started again and again', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'hashtide-x-'));
    onTestFinished(() => rmSync(dataDirectory, { recursive: true }));
    trial = await Trial.start({ dataDirectory });
    await trial.deliver();
    for (let start = 1; start < 45; start++) {
      await trial.probe.stop();
      await trial.restart();
      await trial.deliver();
    }
    await trial.probe.stop();
    await trial.restart();
    await trial.deliver();

    expect(trial.waits).toEqual([{ waitMs: QUARTER_HOUR_MS, why: expect.stringContaining('in 15 minutes') }]);
    expect(trial.x.connectTimes).toHaveLength(46);
    expect(mostWithin(QUARTER_HOUR_MS, trial.x.connectTimes)).toBe(45);
  });
});

test('a host that is not reached costs no connection: retries never slow down to the 15 minutes', async () => {
  trial = await Trial.start();
  await trial.deliver();
  await trial.x.close();
  await trial.waited(100);

  // the first is for the connection that was cut
  expect(Math.max(...seconds(trial.waits).slice(1))).toBe(16);
  expect(trial.waits.at(-1)?.why).toContain('ECONNREFUSED');
});

describe('another connection is open', () => {
  test('and may be closed: closes it at start, once, and goes on at once', async () => {
    let asked = 0;
    trial = await Trial.start(
      {
        onTooManyConnections: async () => {
          asked += 1;
          return true;
        },
      },
      (x) => x.script([REFUSALS.tooManyConnections]),
    );
    await trial.deliver();

    expect(asked).toBe(1);
    expect(trial.waits).toEqual([]);
    expect(trial.x.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
      '/2/connections/all',
    ]);
  });

  test('and really is one: it ends, and this one lives', async () => {
    trial = await Trial.start();
    await trial.deliver();
    const second = new SourceProbe(trial.anotherSource({ onTooManyConnections: async () => true }));
    await second.until((probe) => probe.conditions.at(-1)?.state === 'connected');
    trial.x.push(standInTweet({ number: 99 }));
    await second.until((probe) => probe.ids.length === 1);
    await trial.probe.stop();
    await second.stop();

    expect(trial.probe.ids).toHaveLength(1);
  });

  test('and may not be closed: waits, and does not ask again', async () => {
    let asked = 0;
    trial = await Trial.start(
      {
        onTooManyConnections: async () => {
          asked += 1;
          return false;
        },
      },
      (x) => x.script([REFUSALS.tooManyConnections, REFUSALS.tooManyConnections]),
    );
    await trial.deliver();

    expect(asked).toBe(1);
    expect(seconds(trial.waits)).toEqual([60, 120]);
    expect(trial.x.requests.every(({ method }) => method !== 'DELETE')).toBe(true);
  });

  test('which is our own, not yet noticed gone: 5 s are enough', async () => {
    trial = await Trial.start({
      standIn: { staleSlotMs: 4_000 },
      onTooManyConnections: () => Promise.reject(new Error('asked')),
    });
    await trial.live(30_000);
    await trial.x.act(ACTS.silence);
    await trial.drop(() => trial.clock.advance(22_000));
    await trial.deliver();

    expect(trial.waits).toEqual([{ waitMs: 5_000, why: expect.stringContaining('another connection') }]);
    expect(trial.probe.ids).toEqual(trial.sentIds);
  });

  test('and takes our place: we come back after the guard, not in a race', async () => {
    trial = await Trial.start({ standIn: { secondConnection: 'replace' } });
    trial.passesWaits = false;
    await trial.deliver();
    const second = new SourceProbe(trial.anotherSource());
    await trial.waited(1);
    await second.stop();

    expect(trial.waits).toEqual([{ waitMs: 5_000, why: 'X says UpstreamOperationalDisconnect' }]);
  });
});

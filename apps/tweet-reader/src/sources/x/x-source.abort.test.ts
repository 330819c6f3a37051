import { createServer } from 'node:net';
import { until } from '@hashtide/engine/testing';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { ACTS, REFUSALS, SourceProbe, StandInX, type Step } from '../../testing/index.ts';
import { Trial } from './trial.ts';
import { xSource } from './x-source.ts';

const HOUR_MS = 60 * 60_000;

let trial: Trial;
afterEach(() => trial?.stop());

describe('an abort leaves no socket, and ends the iteration without an error', () => {
  test.each<[string, Step[], (trial: Trial) => Promise<void>]>([
    ['while connecting', [{ kind: 'blackHole' }], ({ x }) => x.until(() => x.connectTimes.length === 1)],
    ['while connected', [], (trial) => trial.connected()],
    ['while a refusal is waited out', [REFUSALS.emptyBody503], (trial) => trial.waited(1)],
  ])('%s', async (_name, steps, reached) => {
    trial = await Trial.start({}, (x) => x.script(steps));
    trial.passesWaits = false;
    await reached(trial);
    const connects = trial.x.connectTimes.length;
    await trial.probe.stop();
    await trial.x.until((x) => x.liveSockets === 0);
    trial.clock.advance(HOUR_MS);

    await trial.probe.ended;
    expect(trial.probe.conditions.at(-1)).toEqual({ state: 'stopped', why: '' });
    expect(trial.x.connectTimes).toHaveLength(connects);
    expect(trial.clock.pending).toBe(0);
  });

  test('on the way to the next connection', async () => {
    trial = await Trial.start();
    await trial.live(30_000);
    await trial.drop(() => trial.x.act(ACTS.end));
    await trial.probe.stop();

    await trial.probe.ended;
    await trial.x.until((x) => x.liveSockets === 0);
  });

  test('at any moment of a start', async () => {
    trial = await Trial.start();
    await trial.probe.stop();
    for (let numTurns = 0; numTurns < 60; numTurns++) {
      await trial.restart();
      for (let turn = 0; turn < numTurns; turn++) await new Promise(setImmediate);
      await trial.probe.stop();
      await trial.probe.ended;
    }
    await trial.x.until((x) => x.liveSockets === 0);
  });

  test('before the rules were answered, at a host that accepts and is silent', async () => {
    let sockets = 0;
    const mute = createServer((socket) => {
      sockets += 1;
      socket.on('error', () => {}).on('close', () => (sockets -= 1));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void mute.close());
    trial = await Trial.start();
    const reached = new Promise((resolve) => mute.once('connection', resolve));
    const { port } = mute.address() as { port: number };
    const probe = new SourceProbe(trial.anotherSource({ connectTo: { host: '127.0.0.1', port } }));
    await reached;
    // not even TLS comes about: the read timeout covers this too
    trial.clock.advance(22_000);
    await probe.until(({ conditions }) => conditions.at(-1)?.state === 'backoff');
    expect(probe.conditions.at(-1)?.why).toBe('X was silent for 22 s');
    await probe.stop();
    await probe.ended;
    await until(() => sockets === 0);
  });

  test('when the iteration is left early', async () => {
    trial = await Trial.start();
    const x = await StandInX.start({ clock: trial.clock });
    onTestFinished(() => x.close());
    const source = xSource({
      bearerToken: x.bearerToken,
      rules: [{ value: '#hashtide' }],
      clock: trial.clock,
      connectTo: x.connectTo,
      ca: x.ca,
    });
    for await (const event of source.events(new AbortController().signal)) {
      if (event.kind === 'condition' && event.condition.state === 'connected') break;
    }
    await x.until(() => x.liveSockets === 0);
  });
});

import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { StreamingError } from '../../errors.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { until } from '../../testing/until.ts';
import { OnwardTime } from '../../time/onward-time.ts';
import { LineProtocolClient, type LineProtocolClientOptions } from './line-protocol-client.ts';
import type { LineProtocolStatus } from './source-status.ts';
import { FakeTarget, greetingOf, listen, recordLine, recordLines } from './test-support.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of opened.splice(0).reverse()) await close();
});

/** A client on a port where each peer begins by saying `hello`. */
async function connect(hello: string, options: Partial<LineProtocolClientOptions> = {}) {
  const reader = await listen((socket) => socket.write(hello));
  const clock = new ManualClock(100_000);
  const target = new FakeTarget();
  const statuses: LineProtocolStatus[] = [];
  const failures: Error[] = [];
  const client = new LineProtocolClient({
    host: '127.0.0.1',
    port: reader.port,
    engineId: 'engine-1',
    clock,
    target,
    position: () => undefined,
    onStatus: (status) => statuses.push(status),
    onFailure: (error) => failures.push(error),
    random: () => 0,
    ...options,
  });
  opened.push(reader, { close: () => client.stop() });
  client.start();
  await until(() => reader.peers.length === 1);
  const peer = (number = reader.peers.length) => {
    const found = reader.peers[number - 1];
    if (found === undefined) throw new Error(`no peer ${number}`);
    return found;
  };
  const say = (text: string | Buffer): void => {
    peer().socket.write(text);
  };
  /** Waits for the next try, which comes after 250 ms. */
  const reconnected = async (): Promise<void> => {
    const before = reader.peers.length;
    await until(() => clock.pending > 1);
    clock.advance(250);
    await until(() => reader.peers.length > before);
  };
  return { reader, clock, target, statuses, failures, client, peer, say, reconnected };
}

describe('resuming', () => {
  test.each([
    ['a new epoch', undefined, 5, 9, 5, { lost: 0, lostTails: 0 }],
    ['where it was', 7, 5, 9, 7, { lost: 0, lostTails: 0 }],
    ['where nothing is new', 9, 5, 9, 9, { lost: 0, lostTails: 0 }],
    ['after a loss', 2, 5, 9, 5, { lost: 3, lostTails: 0 }],
    ['after the reader lost its tail', 20, 5, 9, 9, { lost: 0, lostTails: 1 }],
  ])('%s: knows %s, the reader has %i…%i − 1', async (_name, known, first, next, resume, counters) => {
    const { client, peer } = await connect(greetingOf({ first, next }), { position: () => known });
    await until(() => peer().heard.includes('\n'));
    expect(peer().heard.split('\n')[0]).toBe(`{"resume":${resume},"engine":"engine-1"}`);
    expect(client.counters).toMatchObject(counters);
  });

  test('asks for the position of just that stream', async () => {
    const asked: string[] = [];
    const { peer } = await connect(greetingOf({ source: 'x', epoch: 'e7' }), {
      position(source, epoch) {
        asked.push(`${source}/${epoch}`);
        return undefined;
      },
    });
    await until(() => peer().heard.includes('resume'));
    expect(asked).toEqual(['x/e7']);
  });

  test('says again what is durable, in case the ack was lost with the connection', async () => {
    const { peer } = await connect(greetingOf({ next: 9 }), { position: () => 9 });
    await until(() => peer().heard.includes('ack'));
    expect(peer().heard).toBe('{"resume":9,"engine":"engine-1"}\n{"ack":8}\n');
  });

  test('goes on after what it has, though that is not durable, when the connection breaks', async () => {
    const { target, peer, say, reconnected } = await connect(greetingOf({ next: 9 }), { position: () => 3 });
    say(recordLines(3, 6));
    await until(() => target.records.length === 3);
    peer().socket.destroy();
    await reconnected();
    await until(() => peer().heard.includes('ack'));
    expect(peer().heard).toBe('{"resume":6,"engine":"engine-1"}\n{"ack":2}\n');
  });

  test('shows and counts what a loss or a lost tail means', async () => {
    const { statuses } = await connect(greetingOf({ first: 5, next: 9 }), { position: () => 2 });
    await until(() => statuses.length > 0);
    expect(statuses.at(-1)).toMatchObject({
      state: 'connected',
      detail: expect.stringContaining('3 records'),
    });
  });
});

test('records, acks, heartbeats and the end', async () => {
  const { target, peer, say, client, statuses } = await connect(greetingOf({ about: '10x' }));
  say(`${recordLines(1, 4)}{"hb":5000}\n`);
  await until(() => target.said.includes('watermark 5000'));
  client.ack('replay', 'e1', 2);
  client.ack('replay', 'e1', 1);
  client.ack('replay', 'other', 3);
  await until(() => peer().heard.includes('ack'));
  say('{"end":{"next":4}}\n');
  await until(() => target.said.includes('end'));

  expect(target.sequences).toEqual([1, 2, 3]);
  expect(target.said).toEqual(['begin replay e1', 'connected recorded', 'watermark 5000', 'end']);
  expect(peer().heard).toBe('{"resume":1,"engine":"engine-1"}\n{"ack":2}\n');
  expect(statuses.map(({ state }) => state)).toEqual(['connected', 'ended']);
  expect(statuses[0]).toEqual({
    state: 'connected',
    source: 'replay',
    clock: 'recorded',
    about: '10x',
    detail: '',
    retry_at: null,
  });
});

test('the end is the last word, also when it comes with the records', async () => {
  const { target } = await connect(
    `${greetingOf({ next: 3 })}${recordLines(1, 3)}{"end":{"next":3}}\n{"hb":9999}\n`,
  );
  await until(() => target.said.includes('end'));
  expect(target.said.slice(2)).toEqual(['watermark 1002', 'end']);
});

test('a reader that is over and gone is no news; one that comes back is', async () => {
  const { target, peer, say, statuses, reconnected } = await connect(greetingOf());
  say('{"end":{"next":1}}\n');
  await until(() => target.said.includes('end'));
  peer().socket.end();
  await reconnected();
  await until(() => statuses.length === 3);
  expect(statuses.map(({ state }) => state)).toEqual(['connected', 'ended', 'connected']);
  expect(target.said).not.toContain('away recorded');
});

test('what the reader says of its source is shown while it lasts', async () => {
  const { say, statuses } = await connect(greetingOf({ clock: 'live' }));
  say('{"hb":1,"status":{"state":"backoff","why":"X says 429","retry_at":77}}\n');
  await until(() => statuses.length === 2);
  say('{"hb":2}\n');
  await until(() => statuses.length === 3);
  expect(statuses.map(({ detail, retry_at }) => [detail, retry_at])).toEqual([
    ['', null],
    ['X says 429', 77],
    ['', null],
  ]);
});

describe('reconnecting', () => {
  test('after a gap, from where the gap began', async () => {
    const { target, peer, say, client, reconnected } = await connect(greetingOf({ next: 9 }));
    say(recordLines(1, 3) + recordLines(5, 7));
    await until(() => peer().isClosed);
    await reconnected();
    await until(() => peer().heard.includes('resume'));
    say(recordLines(3, 7));
    await until(() => target.records.length === 6);

    expect(peer().heard).toBe('{"resume":3,"engine":"engine-1"}\n');
    expect(target.sequences).toEqual([1, 2, 3, 4, 5, 6]);
    expect(client.counters).toMatchObject({ gaps: 1, disconnects: 1 });
    expect(target.said.filter((word) => word.includes('away'))).toEqual(['away recorded']);
  });

  test('after 15 s of silence, and not before', async () => {
    const { clock, peer, target, say, statuses } = await connect(greetingOf());
    say('{"hb":1}\n');
    await until(() => target.said.includes('watermark 1'));
    clock.advance(14_000);
    say('{"hb":2}\n');
    await until(() => target.said.includes('watermark 2'));
    clock.advance(14_900);
    await until(() => true);
    expect(peer().isClosed).toBe(false);
    clock.advance(1_100);
    await until(() => peer().isClosed);
    await until(() => statuses.at(-1)?.state === 'connecting');
    expect(statuses.at(-1)?.detail).toContain('15 s');
  });

  test('later and later while nothing comes of it, soon again once something did', async () => {
    const { clock, reader, peer, target, statuses, say } = await connect(greetingOf(), { random: () => 1 });
    const waits: number[] = [];
    const breakOff = async (): Promise<void> => {
      const [before, said] = [reader.peers.length, statuses.length];
      peer().socket.destroy();
      await until(() => statuses.slice(said).some(({ state }) => state === 'connecting'));
      const retryAt = statuses.findLast(({ state }) => state === 'connecting')?.retry_at ?? 0;
      waits.push(retryAt - clock.now());
      clock.setTime(retryAt);
      await until(() => reader.peers.length > before && peer().heard.includes('resume'));
    };

    for (let i = 0; i < 9; i += 1) await breakOff();
    say(recordLine(1));
    await until(() => target.records.length === 1);
    await breakOff();

    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 500]);
  });

  test('where nobody listens it says so and goes on trying', async () => {
    const empty = await listen();
    await empty.close();
    const clock = new ManualClock();
    const statuses: LineProtocolStatus[] = [];
    const client = new LineProtocolClient({
      host: '127.0.0.1',
      port: empty.port,
      engineId: 'e',
      clock,
      target: new FakeTarget(),
      position: () => undefined,
      onStatus: (status) => statuses.push(status),
      random: () => 0,
    });
    opened.push({ close: () => client.stop() });
    client.start();
    await until(() => statuses.length === 1);
    clock.advance(250);
    await until(() => statuses.length === 2);
    expect(statuses[1]).toMatchObject({
      state: 'connecting',
      detail: `nobody listens at 127.0.0.1:${empty.port}`,
      retry_at: 500,
    });
  });
});

test.each([
  ['another version', '{"hashtide":{"v":2}}\n'],
  ['huge numbers', greetingOf().replace('"next":1', '"next":1e300')],
  ['negative numbers', greetingOf().replace('"first":1', '"first":-1')],
])('a greeting that makes no sense is no raw mode: %s', async (_name, hello) => {
  const { peer, target, statuses } = await connect(hello);
  await until(() => peer().isClosed && statuses.length > 0);
  expect(statuses[0]?.detail).toContain('greeting');
  expect(target.said).toEqual([]);
});

test.each(['{', '{"hash', greetingOf().slice(0, 30), greetingOf().trim()])(
  'a greeting that is cut off is no record: %s',
  async (hello) => {
    const { peer, target, statuses } = await connect(hello);
    peer().socket.end();
    await until(() => statuses.length > 0);
    expect(statuses[0]?.state).toBe('connecting');
    expect(target.said).toEqual([]);
  },
);

describe('raw mode', () => {
  test('every line is a record, and nothing is written back', async () => {
    const { target, peer, say, statuses } = await connect('hello #world\n');
    say('{"data":{"text":"hi"}}\r\n\nlast');
    await until(() => target.records.length === 2);
    peer().socket.end();
    await until(() => target.said.includes('away live'));

    expect(target.records.map(({ sequence, text }) => [sequence, text])).toEqual([
      [1, '{"text":"hello #world","__rec":{"at":100000}}'],
      [2, '{"data":{"text":"hi"},"__rec":{"at":100000}}'],
      [3, '{"text":"last","__rec":{"at":100000}}'],
    ]);
    expect(peer().heard).toBe('');
    expect(statuses[0]).toMatchObject({ state: 'connected', source: 'raw', clock: 'live' });
  });

  test('goes on numbering when the peer comes again', async () => {
    const { target, peer, reconnected } = await connect('a\n');
    await until(() => target.records.length === 1);
    peer().socket.end();
    await reconnected();
    await until(() => target.records.length === 2);
    expect(target.sequences).toEqual([1, 2]);
    const begins = target.said.filter((word) => word.startsWith('begin'));
    expect(new Set(begins).size).toBe(1);
  });

  test('D6 stamps after what came in an earlier life, though the clock was set back since', async () => {
    const wall = new ManualClock(100_000);
    const onward = new OnwardTime(
      () => wall.now(),
      () => 0,
    );
    const clock = {
      now: () => onward.now(),
      at: (time: number, task: () => void) => wall.at(time, task),
      notBefore: (moment: number) => onward.notBefore(moment),
    };
    const before = { source: 'raw', epoch: 'r', next: 7, lastAt: 3_700_000, durable: 6 };
    const { target } = await connect('a\n', { clock, known: [before] });
    await until(() => target.records.length === 1);
    expect(target.records).toMatchObject([{ sequence: 7, at: 3_700_001 }]);
  });

  test('says the time once a second, in silence too', async () => {
    const { target, clock } = await connect('a\n');
    await until(() => target.records.length === 1);
    clock.advance(20_000);
    expect(target.said.slice(2)).toEqual(
      Array.from({ length: 20 }, (_, i) => `watermark ${101_000 + i * 1000}`),
    );
  });

  /** Lets time and sockets go on together until the peer is taken for a raw one. @returns how long it took, ms */
  async function untilRaw({ clock, target }: { clock: ManualClock; target: FakeTarget }): Promise<number> {
    const begin = clock.now();
    await until(() => {
      clock.advance(100);
      return target.said.includes('connected live');
    });
    return clock.now() - begin;
  }

  test('is what a peer is in that says nothing for 5 s', async () => {
    const { target, clock, peer, say } = await connect('');
    const waited = await untilRaw({ clock, target });
    expect(waited).toBeGreaterThanOrEqual(5_000);
    expect(waited).toBeLessThanOrEqual(7_000);
    expect(target.records).toEqual([]);

    const heardBefore = target.said.length;
    clock.advance(3_000);
    expect(target.said.length).toBe(heardBefore + 3);

    say('late but there\n');
    await until(() => target.records.length === 1);
    expect(peer().heard).toBe('');
  });

  test('is left again if it was a reader after all', async () => {
    const { target, clock, say, peer } = await connect('');
    await untilRaw({ clock, target });
    say(greetingOf({ clock: 'live', source: 'x' }) + recordLine(1, 200_000));
    await until(() => target.records.length === 1 && peer().heard.includes('resume'));
    expect(target.records[0]).toMatchObject({ sequence: 1, at: 200_000 });
  });

  test('takes a first line of 200 kB for a line that is too long', async () => {
    const { target, client } = await connect(`${'x'.repeat(200_000)}\nok\n`);
    await until(() => target.records.length === 2);
    expect(target.records[0]?.text).toContain('too_long');
    expect(client.counters.tooLong).toBe(1);
  });
});

test('paused, it reads nothing and misses nobody; resumed, all is there', async () => {
  const { target, clock, say, client, peer } = await connect(greetingOf());
  await until(() => peer().heard.includes('resume'));
  client.pause();
  say(recordLines(1, 5001));
  clock.advance(60_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(target.records).toEqual([]);
  expect(peer().isClosed).toBe(false);
  client.resume();
  await until(() => target.records.length === 5000);
  clock.advance(14_000);
  expect(peer().isClosed).toBe(false);
});

test('a stream that is refused is refused for good', async () => {
  const refusal = new StreamingError('RECORDS_TOO_OLD', 'too old');
  const { target, clock, reader, say, peer, failures, statuses } = await connect(greetingOf(), {
    accept(greeting, firstRecordAt) {
      if (greeting.epoch === 'e1' && firstRecordAt < 2000) throw refusal;
    },
  });
  say(recordLines(1, 3));
  await until(() => peer().isClosed);
  expect(failures).toEqual([refusal]);
  expect(target.records).toEqual([]);
  expect(statuses.at(-1)).toMatchObject({ state: 'failed', detail: 'too old' });
  clock.advance(100_000);
  expect(clock.pending).toBe(0);
  expect(reader.peers.length).toBe(1);
});

describe('stopping leaves nothing open', () => {
  test('while connected: what was written still arrives', async () => {
    const { client, clock, peer, say, target } = await connect(greetingOf());
    say(recordLine(1));
    await until(() => target.records.length === 1);
    client.ack('replay', 'e1', 1);
    await client.stop({ leave: true });
    await until(() => peer().isClosed);
    expect(peer().heard).toContain('{"ack":1}\n{"leave":true}\n');
    expect(clock.pending).toBe(0);
  });

  test('while it waits to connect again', async () => {
    const { client, clock, peer } = await connect(greetingOf());
    peer().socket.destroy();
    await until(() => clock.pending === 2);
    await client.stop();
    expect(clock.pending).toBe(0);
  });

  test('while it connects, twice', async () => {
    const reader = await listen();
    const clock = new ManualClock();
    const client = new LineProtocolClient({
      host: '127.0.0.1',
      port: reader.port,
      engineId: 'e',
      clock,
      target: new FakeTarget(),
      position: () => undefined,
    });
    opened.push(reader);
    client.start();
    await Promise.all([client.stop(), client.stop()]);
    await client.stop();
    expect(clock.pending).toBe(0);
  });

  test('with a peer that does not close its side: after a second', async () => {
    const { client, clock, peer } = await connect(greetingOf());
    await until(() => peer().heard.includes('resume'));
    peer().socket.pause();
    const stopped = client.stop();
    await until(() => clock.pending === 1);
    clock.advance(1000);
    await stopped;
    await once(peer().socket.resume(), 'close');
    expect(clock.pending).toBe(0);
  });
});

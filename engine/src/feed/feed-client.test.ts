import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { ManualClock } from '../testing/manual-clock.ts';
import { FeedClient, type FeedClientOptions, type FeedState } from './feed-client.ts';
import { FeedServer } from './feed-server.ts';
import type { FeedMessage } from './messages.ts';
import { parseFeedMessage } from './parse-feed-message.ts';
import { FakeContent } from './testing/fake-content.ts';
import { eventually } from './testing/test-client.ts';

let clock: ManualClock;
let stops: (() => unknown)[] = [];

beforeEach(() => {
  clock = new ManualClock(0);
});

afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  stops = [];
});

async function startServer(port = 0, token?: string): Promise<{ server: FeedServer; port: number }> {
  const parts = { clock, content: new FakeContent(), port };
  const server = new FeedServer(token === undefined ? parts : { ...parts, token });
  stops.push(() => server.close());
  return { server, ...(await server.start()) };
}

function startClient(port: number, options: Partial<FeedClientOptions> = {}) {
  const states: FeedState[] = [];
  const messages: FeedMessage[] = [];
  const client = new FeedClient({
    url: `ws://127.0.0.1:${port}`,
    clock,
    random: () => 0.5,
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message),
    ...options,
  });
  stops.push(() => client.close());
  client.connect();
  const until = (state: FeedState['state'], times = 1): Promise<void> =>
    eventually(() => states.filter((past) => past.state === state).length >= times);
  return { client, states, messages, until };
}

test('connects, says so, and hands on hello and snapshot', async () => {
  const { server, port } = await startServer();
  const { client, states, messages } = startClient(port, { view: { window_s: 60 } });
  await eventually(() => messages.length === 2);
  server.publish();
  await eventually(() => messages.length === 3);

  expect(states).toEqual([{ state: 'connecting', attempt: 0 }, { state: 'open' }]);
  expect(messages.map(({ type }) => type)).toEqual(['hello', 'snapshot', 'batch']);
  expect(messages[1]).toMatchObject({ view: { window_s: 60 } });
  expect(client.url).toBe(`ws://127.0.0.1:${port}/`);
});

test('watches and asks; the view is remembered over a lost connection', async () => {
  const { server, port } = await startServer();
  const { client, states, messages, until } = startClient(port);
  await eventually(() => messages.length === 2);
  client.watch({ filter: 'tag', limit: 9 });
  await eventually(() => messages.length === 3);
  client.askTag('tag0');
  await eventually(() => messages.length === 4);
  expect(messages[3]).toMatchObject({ type: 'tag', rank: 1 });

  const closing = server.close();
  await until('retrying');
  await closing;
  expect(states.at(-1)).toEqual({ state: 'retrying', at: 1000, attempt: 1, reason: 'the engine stops' });
  client.askTag('tag0');
  client.watch({ window_s: 60 });
  await startServer(port);
  clock.advance(1000);
  await eventually(() => messages.length === 6);
  expect(messages[5]).toMatchObject({ type: 'snapshot', view: { window_s: 60, filter: 'tag', limit: 9 } });
  expect(client.state).toEqual({ state: 'open' });
});

describe('without a server', () => {
  test('tries after 1, 2, 4, 8, 16, 30, 30 s without end, and at once when told to', async () => {
    const port = await unusedPort();
    const { client, states, until } = startClient(port);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await until('retrying', attempt);
      const last = states.at(-1);
      if (last?.state !== 'retrying') throw new Error(`not retrying: ${last?.state}`);
      expect(last).toMatchObject({ attempt, reason: 'nothing listens there' });
      waits.push(last.at - clock.now());
      if (attempt === 8) client.reconnect();
      else clock.setTime(last.at);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    await until('retrying', 9);
  });

  test.each([
    [0, 750],
    [1, 1250],
  ])('jitter %i: the first wait is %i ms', async (random, wait) => {
    const { states, until } = startClient(await unusedPort(), { random: () => random });
    await until('retrying');
    expect(states.at(-1)).toMatchObject({ at: wait });
  });

  test('gives up after maxAttempts', async () => {
    const { states, until } = startClient(await unusedPort(), { maxAttempts: 2 });
    await until('retrying');
    clock.advance(1000);
    await until('closed');
    expect(states.at(-1)).toEqual({ state: 'closed', code: 'CANNOT_REACH', reason: 'nothing listens there' });
    expect(clock.pending).toBe(0);
  });
});

describe('a token', () => {
  const token = 'a'.repeat(16);

  test('the right one opens', async () => {
    const { port } = await startServer(0, token);
    const { until } = startClient(port, { token });
    await until('open');
  });

  test.each([undefined, 'b'.repeat(16)])('%s ends it', async (wrong) => {
    const { port } = await startServer(0, token);
    const { states, until } = startClient(port, wrong === undefined ? {} : { token: wrong });
    await until('closed');
    expect(states.at(-1)).toMatchObject({ code: 'TOKEN_REFUSED' });
  });
});

describe('a strange server', () => {
  test('garbage is dropped, what is right is handed on', async () => {
    const { port } = await rawServer((socket) => {
      const garbage = ['', 'x', '{}', '[]', 'null', '{"v":2,"type":"hello"}', '{"v":1,"type":"__proto__"}'];
      for (const text of [...garbage, '{"v":1,"type":"hello"}', '{"v":1,"type":"batch","rows":7}'])
        socket.send(text);
      socket.send(Buffer.from([1, 2, 3]));
      socket.send(JSON.stringify(new FakeContent().hello()));
      socket.send('{"v":1,"type":"news"}');
      socket.send('{"v":1,"type":"error","code":"A","message":"b"}');
    });
    const { messages, states } = startClient(port);
    await eventually(() => messages.length === 2);
    expect(messages.map(({ type }) => type)).toEqual(['hello', 'error']);
    expect(states.at(-1)).toEqual({ state: 'open' });
  });

  test('one that never greets is left after 10 s', async () => {
    let numConnections = 0;
    const { port } = await rawServer(() => {
      numConnections += 1;
    });
    const { states, until } = startClient(port);
    await eventually(() => numConnections === 1);
    clock.advance(10_000);
    await until('retrying');
    expect(states.at(-1)).toMatchObject({ reason: 'nothing was heard for 10 s', at: 11_000 });
  });

  test('one that falls silent is left after 30 s', async () => {
    let say: () => void = () => {};
    const { port } = await rawServer((socket) => {
      say = () => socket.send(JSON.stringify(new FakeContent().hello()));
      say();
    });
    const { messages, states, until } = startClient(port);
    await until('open');
    clock.advance(20_000);
    say();
    await eventually(() => messages.length === 2);
    clock.advance(20_000);
    expect(states.at(-1)).toEqual({ state: 'open' });
    clock.advance(10_000);
    expect(states.at(-1)).toMatchObject({ state: 'retrying', reason: 'nothing was heard for 30 s' });
  });

  test('one that speaks HTTP only', async () => {
    const http = createServer((_request, response) => response.writeHead(418).end());
    const { states, until } = startClient(await listen(http));
    await until('retrying');
    expect(states.at(-1)).toMatchObject({ reason: 'no feed answers there (HTTP 418)' });
  });
});

test('close ends it for good, whatever it was doing', async () => {
  const { port } = await startServer();
  const { client, states, messages, until } = startClient(port);
  await until('open');
  client.close();
  client.close();
  client.watch({ limit: 3 });
  expect(states.at(-1)).toEqual({ state: 'closed', code: 'CLOSED', reason: 'closed' });
  const numMessages = messages.length;
  clock.advance(60_000);
  expect([messages.length, states.length]).toEqual([numMessages, 3]);

  const early = startClient(port);
  early.client.close();
  await Promise.resolve();
  expect(early.states).toEqual([{ state: 'closed', code: 'CLOSED', reason: 'closed' }]);
});

test.each([
  ['ws://127.0.0.1:8888', 'ws://127.0.0.1:8888/'],
  ['127.0.0.1:8888', 'ws://127.0.0.1:8888/'],
  ['localhost:9', 'ws://localhost:9/'],
  ['8888', 'ws://127.0.0.1:8888/'],
  ['http://[::1]:8888/?a=b#c', 'ws://[::1]:8888/'],
  ['https://box.example/feed', 'wss://box.example/feed'],
  ['WS://BOX:1', 'ws://box:1/'],
])('the address %s', (url, expected) => {
  expect(new FeedClient({ url, clock, onMessage: () => {} }).url).toBe(expected);
});

test.each(['', 'ftp://x', 'ws://', 'ws://a b', 'x:99999', '99999', ':8888'])('no address: %j', (url) => {
  expect(() => new FeedClient({ url, clock, onMessage: () => {} })).toThrowError(
    expect.objectContaining({ code: 'BAD_URL' }),
  );
});

test('no text makes the parser throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"v":1,"type":"batch","rows":${json}}`),
      ),
      (text) => {
        parseFeedMessage(text);
      },
    ),
  );
});

async function rawServer(onSocket: (socket: WebSocket) => void): Promise<{ port: number }> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', onSocket);
  return { port: await listen(http) };
}

async function listen(http: Server): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return (http.address() as AddressInfo).port;
}

async function unusedPort(): Promise<number> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  await new Promise((resolve) => http.close(resolve));
  return port;
}

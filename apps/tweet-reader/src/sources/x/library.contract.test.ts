import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ManualClock } from '@hashtide/engine/testing';
import { ApiRequestError, ETwitterStreamEvent, TwitterApi } from 'twitter-api-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTS, StandInX, write } from '../../testing/index.ts';
import { replaceResponse, responseOf } from './read-stream.ts';
import { WholeLines } from './whole-lines.ts';
import { XAgent } from './x-agent.ts';

// What read-stream.ts and classify-failure.ts rely on without its being promised. A new version of the library
// has to pass this before it may be pinned.

let x: StandInX;
let agent: XAgent;
let client: TwitterApi;
beforeAll(async () => {
  x = await StandInX.start();
  x.rules.add('#hashtide');
  agent = new XAgent({ connectTo: x.connectTo, ca: x.ca }, new ManualClock(), 22_000);
  client = new TwitterApi(x.bearerToken, { compression: 'identity', httpAgent: agent });
});
afterAll(async () => {
  await agent.close();
  await x.close();
});

test('the version is the pinned one', () => {
  const require = createRequire(import.meta.url);
  const path = require.resolve('twitter-api-v2/package.json');
  expect(JSON.parse(readFileSync(path, 'utf8')).version).toBe('1.29.1');
});

test('`res` is the response, there at Connected, before its listeners are bound', async () => {
  const stream = client.v2.searchStream({ autoConnect: false });
  let seen: unknown;
  stream.on(ETwitterStreamEvent.Connected, () => {
    const response = responseOf(stream);
    seen = {
      status: response.statusCode,
      listeners: response.listenerCount('data'),
      canDecode: typeof response.setEncoding,
    };
  });
  const closed = new Promise<void>((resolve) =>
    stream.on(ETwitterStreamEvent.ConnectionClosed, () => resolve()),
  );
  await stream.connect({ autoReconnect: false, keepAliveTimeout: 'disable' });
  expect(seen).toEqual({ status: 200, listeners: 0, canDecode: 'function' });
  expect(responseOf(stream).listenerCount('data')).toBe(1);
  await x.act(ACTS.end);
  await closed;
});

test('what takes the place of `res` at Connected is listened to and destroyed like it', async () => {
  const stream = client.v2.searchStream({ autoConnect: false });
  const posts: unknown[] = [];
  let lines: WholeLines | undefined;
  stream.on(ETwitterStreamEvent.Connected, () => {
    lines = new WholeLines(
      responseOf(stream),
      () => {},
      () => {},
    );
    replaceResponse(stream, lines);
  });
  const came = new Promise<void>((resolve) =>
    stream.on(ETwitterStreamEvent.Data, (post) => {
      posts.push(post);
      resolve();
    }),
  );
  await stream.connect({ autoReconnect: false, keepAliveTimeout: 'disable' });
  expect(['data', 'error', 'close'].map((name) => lines?.listenerCount(name))).toEqual([1, 1, 1]);
  await x.act(write('{"data":{"id":"1"}}', '\r\n'));
  await came;
  expect(posts).toEqual([{ data: { id: '1' } }]);
  stream.close();
  await x.until(() => x.liveStreams === 0);
});

test('why it is needed: the library alone loses posts when a line ends in a packet of its own', async () => {
  const stream = client.v2.searchStream({ autoConnect: false });
  const seen: string[] = [];
  const unparsable = new Promise<void>((resolve) =>
    stream.on(ETwitterStreamEvent.TweetParseError, () => resolve()),
  );
  stream.on(ETwitterStreamEvent.Data, () => seen.push('post'));
  await stream.connect({ autoReconnect: false, keepAliveTimeout: 'disable' });
  await x.act(write('{"data":{"id":"1"}}', '\r\n', '{"data":{"id":"2"}}\r\n'));
  await unparsable;
  expect(seen).toEqual([]);
  stream.close();
  await x.until(() => x.liveStreams === 0);
});

test('`_options.error` holds the cause of a failed request, `requestError` does not; the agent has it too', async () => {
  const nowhere = new XAgent({ connectTo: { host: '127.0.0.1', port: 1 } }, new ManualClock(), 22_000);
  const lost = new TwitterApi('stand-in-bearer-token', { compression: 'identity', httpAgent: nowhere });
  const thrown = await lost.v2.get('tweets/search/stream/rules').catch((error: unknown) => error);

  expect(thrown).toBeInstanceOf(ApiRequestError);
  expect(thrown).toMatchObject({ type: 'request', error: true });
  expect(Reflect.get(Reflect.get(thrown as object, '_options'), 'error')).toMatchObject({
    code: 'ECONNREFUSED',
  });
  expect((thrown as ApiRequestError).requestError).toBeUndefined();
  expect(nowhere.error).toMatchObject({ code: 'ECONNREFUSED' });
  expect(nowhere.reachedHost).toBe(false);
  await nowhere.close();
});

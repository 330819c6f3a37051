import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { FeedServer } from './feed-server.ts';
import { FakeContent } from './testing/fake-content.ts';
import { eventually, httpGet, TestClient, UPGRADE_HEADERS } from './testing/test-client.ts';

let clock: ManualClock;
let content: FakeContent;
let server: FeedServer;
let port = 0;
let clients: TestClient[] = [];

beforeEach(async () => {
  clock = new ManualClock(1000);
  content = new FakeContent();
  server = new FeedServer({ clock, content, port: 0 });
  ({ port } = await server.start());
});

afterEach(async () => {
  for (const { socket } of clients) socket.terminate();
  clients = [];
  const closed = server.close();
  // A goodbye that is not answered ends by the clock.
  await eventually(() => {
    clock.advance(1000);
    return server.numClients === 0;
  });
  await closed;
});

function client(path = '/', options = {}): TestClient {
  const made = new TestClient(port, path, options);
  clients.push(made);
  return made;
}

describe('messages', () => {
  test('hello, snapshot, then a batch for each batch', async () => {
    const screen = client();
    await screen.message(2);
    for (const count of [3, 4]) {
      clock.advance(100);
      server.publish();
      await screen.message(count);
    }
    expect(screen.types).toEqual(['hello', 'snapshot', 'batch', 'batch']);
    expect(screen.frames.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    expect(screen.frames[0]?.view).toEqual({ window_s: 300, reposts: 'in', filter: '', limit: 200 });
  });

  test('a frame is made once for all that share a view', async () => {
    const screens = [client(), client(), client('/ws'), client('/?window_s=60&limit=5')];
    await Promise.all(screens.map((screen) => screen.message(2)));
    content.framesMade.length = 0;
    server.publish();
    await Promise.all(screens.map((screen) => screen.message(3)));

    expect(content.framesMade.map(({ window_s }) => window_s).sort()).toEqual([300, 60]);
  });

  test('watch keeps what is left out; many in one go get one snapshot', async () => {
    const screen = client();
    await screen.message(2);
    screen.send({ v: 1, watch: { window_s: 60 } });
    expect(await screen.message(3)).toMatchObject({ type: 'snapshot', view: { window_s: 60, limit: 200 } });
    screen.send({ v: 1, watch: { filter: 'Ä', reposts: 'only' } });
    const view = { window_s: 60, reposts: 'only', filter: 'Ä', limit: 200 };
    expect(await screen.message(4)).toMatchObject({ type: 'snapshot', view });
    screen.send({ v: 1, resume: 17 });
    expect(await screen.message(5)).toMatchObject({ type: 'snapshot', view });
  });

  test('a tag, in the view’s window or another', async () => {
    const screen = client();
    await screen.message(2);
    screen.send({ v: 1, ask: 'tag', tag: 'tag0' });
    expect(await screen.message(3)).toMatchObject({ type: 'tag', rank: 1, window_s: 300 });
    screen.send({ v: 1, ask: 'tag', tag: '__proto__', window_s: 60 });
    expect(await screen.message(4)).toMatchObject({ type: 'tag', tag: '__proto__', row: null, window_s: 60 });
    screen.send({ ask: 'tag', tag: 'tag0' });
    expect(await screen.message(5)).toMatchObject({ v: 1, type: 'tag', tag: 'tag0' });
  });

  test.each([
    ['no JSON', 'hello?', 'BAD_MESSAGE', 'a message is JSON'],
    ['no object', '17', 'BAD_MESSAGE', 'object'],
    ['another version', '{"v":2,"resume":1}', 'BAD_MESSAGE', '"v" is 2'],
    ['no version', '{"v":null,"resume":1}', 'BAD_MESSAGE', '"v" is null'],
    ['nothing known', '{"v":1,"hack":1}', 'BAD_MESSAGE', 'watch'],
    [
      'an unknown window',
      '{"v":1,"watch":{"window_s":7}}',
      'BAD_VIEW',
      'window_s is 7; it must be one of 60, 300',
    ],
    ['a window that is text', '{"v":1,"watch":{"window_s":"60"}}', 'BAD_VIEW', '"60"'],
    ['too many rows', '{"v":1,"watch":{"limit":2001}}', 'BAD_VIEW', 'limit is 2001; it must be 1 to 2000'],
    ['no rows', '{"v":1,"watch":{"limit":0}}', 'BAD_VIEW', 'limit is 0'],
    ['half a row', '{"v":1,"watch":{"limit":1.5}}', 'BAD_VIEW', 'limit is 1.5'],
    ['a long filter', `{"v":1,"watch":{"filter":"${'x'.repeat(201)}"}}`, 'BAD_VIEW', '200 characters'],
    ['unknown reposts', '{"v":1,"watch":{"reposts":"all"}}', 'BAD_VIEW', 'in, out, only'],
    ['a list', '{"v":1,"watch":[]}', 'BAD_VIEW', 'an object'],
    ['a tag that is none', '{"v":1,"ask":"tag","tag":7}', 'BAD_MESSAGE', '"tag"'],
    ['a tag’s unknown window', '{"v":1,"ask":"tag","tag":"a","window_s":1}', 'BAD_VIEW', 'window_s is 1'],
    ['a view that cannot be made', '{"v":1,"watch":{"filter":"boom"}}', 'INTERNAL_ERROR', 'boom'],
  ])('%s is answered with an error, and the connection lives', async (_name, text, code, words) => {
    const screen = client();
    await screen.message(2);
    screen.send(text);
    expect(await screen.message(3)).toMatchObject({ v: 1, type: 'error', code });
    expect(screen.messages[2]).toMatchObject({ message: expect.stringContaining(words) });
    screen.send({ v: 1, watch: { filter: '' } });
    expect(await screen.message(4)).toMatchObject({ type: 'snapshot', view: { window_s: 300, filter: '' } });
  });

  test('a bad view in the address: an error, and the usual view', async () => {
    const screen = client('/?limit=many');
    await screen.message(3);
    expect(screen.types).toEqual(['hello', 'snapshot', 'error']);
  });

  test('status when the source changes, and every 10 s', async () => {
    const screen = client();
    await screen.message(2);
    content.state = 'failed';
    server.publishStatus();
    expect(await screen.message(3)).toMatchObject({ type: 'status', source: { state: 'failed' } });
    clock.advance(10_000);
    expect(await screen.message(4)).toMatchObject({ type: 'status' });
  });
});

describe('what a client may cost', () => {
  test('batches that come faster than 100 ms share a frame, the newest', async () => {
    const screen = client();
    await screen.message(2);
    for (let i = 0; i < 50; i += 1) server.publish();
    expect(await screen.message(3)).toMatchObject({ sequence: expect.toBeOneOf([1, 50]) });
    clock.advance(100);
    expect(await screen.message(4)).toMatchObject({ type: 'batch', sequence: 50 });
  });

  test('who does not read gets the newest frame, costs one, and is cut off; others do not notice', async () => {
    content.numRows = 100;
    const honest = client();
    await honest.message(2);
    const lazy = client();
    await lazy.message(2);
    lazy.socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 1; i <= 3000; i += 1) {
      clock.advance(100);
      server.publish();
      // As fast as the honest one reads.
      if (i % 50 === 0) await eventually(() => honest.frames.at(-1)?.sequence === i);
    }
    expect(honest.closeCode).toBe(0);
    expect(server.numClients).toBe(1);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
  });

  test('F2 who answers no ping is cut off within 30 s', async () => {
    const mute = client('/', { autoPong: false });
    const honest = client();
    await Promise.all([mute.message(2), honest.message(2)]);
    for (let i = 1; i <= 3; i += 1) {
      const pinged = once(honest.socket, 'ping');
      clock.advance(10_000);
      await pinged;
      await honest.message(2 + i);
      // The pong is on its way before the next message, so it is read before the answer to it.
      honest.send({ v: 1, ask: 'tag', tag: 'x' });
      await eventually(() => honest.types.filter((type) => type === 'tag').length === i);
    }
    expect(await mute.closed()).toBe(1006);
    expect(server.numClients).toBe(1);
  });

  test('a flood of messages, a huge one', async () => {
    const chatty = client();
    const huge = client();
    await Promise.all([chatty.message(2), huge.message(2)]);
    for (let i = 0; i < 301; i += 1) chatty.send({ v: 1, resume: i });
    huge.send('x'.repeat(17 * 1024));
    expect(await chatty.closed()).toBe(1008);
    expect(await huge.closed()).toBe(1009);
    expect(chatty.frames.length).toBeLessThan(302);
  });

  test('256 at most', async () => {
    for (let i = 0; i < 256; i += 1) client();
    await Promise.all(clients.map((screen) => screen.message(1)));
    const reply = await httpGet(port, '/', UPGRADE_HEADERS);
    expect(reply.status).toBe(503);
  });

  test('garbage instead of a handshake', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('\u0000\u0001garbage\r\n\r\n');
    await once(socket.resume(), 'close');
    expect((await httpGet(port, '/livez')).status).toBe(200);
  });
});

describe('start and close', () => {
  test('a taken port names who holds it', async () => {
    const second = new FeedServer({ clock, content, port });
    const holder = process.platform === 'linux' ? ` \\(pid ${process.pid}, .+\\)` : '';
    await expect(second.start()).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(new RegExp(`^Port ${port} is in use by another program${holder}\\.$`)),
      fix: `Use another: hashtide run --feed-port ${port + 2}      See it: hashtide doctor`,
    });
    await second.close();
  });

  test('close sends the last frame and goodbye, frees the port, and may be called again', async () => {
    const screen = client();
    await screen.message(2);
    server.publish();
    server.publish();
    await Promise.all([server.close(), server.close()]);
    expect(await screen.closed()).toBe(1001);
    expect(screen.frames.at(-1)?.sequence).toBe(2);
    server = new FeedServer({ clock, content, port });
    await server.start();
    await expect(server.start()).rejects.toMatchObject({ code: 'FEED_FAILED' });
  });

  test('an address this machine does not have', async () => {
    const nowhere = new FeedServer({
      clock,
      content,
      host: '192.0.2.1',
      insecurePlaintext: true,
      port: 0,
      token: 'x'.repeat(16),
    });
    await expect(nowhere.start()).rejects.toMatchObject({ code: 'FEED_FAILED' });
  });
});

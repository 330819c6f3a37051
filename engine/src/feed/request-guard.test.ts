import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { ManualClock } from '../testing/manual-clock.ts';
import { FeedServer } from './feed-server.ts';
import { FakeContent } from './testing/fake-content.ts';
import { httpGet, TestClient, UPGRADE_HEADERS } from './testing/test-client.ts';

const TOKEN = '0123456789abcdef';

let open: FeedServer;
let guarded: FeedServer;
let port = 0;
let guardedPort = 0;

beforeAll(async () => {
  const parts = { clock: new ManualClock(), content: new FakeContent(), port: 0 };
  open = new FeedServer(parts);
  ({ port } = await open.start());
  guarded = new FeedServer({ ...parts, token: TOKEN });
  ({ port: guardedPort } = await guarded.start());
});

afterAll(() => Promise.all([open.close(), guarded.close()]));

/** `P` stands for the port. */
const doors: readonly [host: string, origin: string | undefined, isLetIn: boolean][] = [
  ['127.0.0.1:P', undefined, true],
  ['localhost:P', undefined, true],
  ['LOCALHOST:P', undefined, true],
  ['[::1]:P', undefined, true],
  ['127.0.0.1:P', 'http://127.0.0.1:P', true],
  ['localhost:P', 'http://localhost:P', true],
  ['[::1]:P', 'http://[::1]:P', true],
  ['attacker.example:P', undefined, false],
  ['attacker.example', undefined, false],
  ['attacker.example:P', 'http://attacker.example:P', false],
  ['127.0.0.1', undefined, false],
  ['localhost', undefined, false],
  ['127.0.0.1:1', undefined, false],
  ['127.0.0.1:P.attacker.example', undefined, false],
  ['localhost.attacker.example:P', undefined, false],
  ['user@localhost:P', undefined, false],
  ['0.0.0.0:P', undefined, false],
  ['127.0.0.2:P', undefined, false],
  ['2130706433:P', undefined, false],
  [':P', undefined, false],
  ['127.0.0.1:P', 'https://attacker.example', false],
  ['127.0.0.1:P', 'http://localhost:P', false],
  ['127.0.0.1:P', 'http://127.0.0.1', false],
  ['127.0.0.1:P', 'http://127.0.0.1:1', false],
  ['127.0.0.1:P', 'http://127.0.0.1:P.attacker.example', false],
  ['127.0.0.1:P', 'null', false],
  ['127.0.0.1:P', '', false],
  ['127.0.0.1:P', 'file://', false],
];

describe.each(doors)('Host %s, Origin %s', (host, origin, isLetIn) => {
  const headers = (): Record<string, string> => {
    const filled = (text: string): string => text.replace('P', String(port));
    return origin === undefined ? { Host: filled(host) } : { Host: filled(host), Origin: filled(origin) };
  };

  test(isLetIn ? 'is let in' : 'is turned away before anything is said', async () => {
    const page = await httpGet(port, '/api/v1/window', headers());
    const feed = await httpGet(port, '/', { ...headers(), ...UPGRADE_HEADERS });

    expect([page.status, feed.status]).toEqual(isLetIn ? [200, 101] : [403, 403]);
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
    if (!isLetIn) expect(page.text).not.toContain('rows');
  });
});

test('control: a bare ws server lets a stranger in', async () => {
  const bare = createServer();
  new WebSocketServer({ server: bare });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const headers = { ...UPGRADE_HEADERS, Host: 'attacker.example', Origin: 'https://attacker.example' };
  const { status } = await httpGet((bare.address() as AddressInfo).port, '/', headers);
  expect(status).toBe(101);
  bare.closeAllConnections();
  bare.close();
});

describe('a token', () => {
  test.each<[string, string, Record<string, string>, number, number]>([
    ['as a header', '/', { Authorization: `Bearer ${TOKEN}` }, 200, 101],
    ['as a header in lower case', '/', { authorization: `bearer ${TOKEN}` }, 200, 101],
    ['in the address', `/?token=${TOKEN}`, {}, 200, 101],
    ['none', '/', {}, 401, 401],
    ['a wrong one', '/', { Authorization: 'Bearer 0123456789abcdee' }, 401, 401],
    ['a longer one', '/', { Authorization: `Bearer ${TOKEN}0` }, 401, 401],
    ['an empty one', '/?token=', {}, 401, 401],
    ['another scheme', '/', { Authorization: `Basic ${TOKEN}` }, 401, 401],
    [
      'with another name of this machine',
      '/',
      { Authorization: `Bearer ${TOKEN}`, Host: 'box:8888' },
      200,
      101,
    ],
    ['with a stranger’s page', '/', { Authorization: `Bearer ${TOKEN}`, Origin: 'http://evil' }, 403, 403],
  ])('%s', async (_name, path, headers, http, upgrade) => {
    expect((await httpGet(guardedPort, path, headers)).status).toBe(http);
    expect((await httpGet(guardedPort, path, { ...headers, ...UPGRADE_HEADERS })).status).toBe(upgrade);
  });

  test('probes need none', async () => {
    expect((await httpGet(guardedPort, '/livez')).status).toBe(200);
    expect((await httpGet(guardedPort, '/api/v1/window')).status).toBe(401);
  });

  test.each([
    ['0.0.0.0', undefined, 'TOKEN_NEEDED'],
    ['::', undefined, 'TOKEN_NEEDED'],
    ['192.168.1.5', undefined, 'TOKEN_NEEDED'],
    ['127.0.0.1.example', undefined, 'TOKEN_NEEDED'],
    ['127.0.0.1', 'short', 'TOKEN_TOO_SHORT'],
    ['0.0.0.0', TOKEN, 'PLAINTEXT_REFUSED'],
    ['::', TOKEN, 'PLAINTEXT_REFUSED'],
  ])('host %s with token %s is refused', (host, token, code) => {
    const parts = { clock: new ManualClock(), content: new FakeContent(), host, port: 0 };
    const make = () => new FeedServer(token === undefined ? parts : { ...parts, token });
    expect(make).toThrowError(expect.objectContaining({ code }));
  });
});

test('F3 beyond this machine: with a token, and who says that it goes there unencrypted', () => {
  const parts = { clock: new ManualClock(), content: new FakeContent(), host: '0.0.0.0', port: 0 };
  expect(() => new FeedServer({ ...parts, token: TOKEN, insecurePlaintext: true })).not.toThrow();
  expect(() => new FeedServer({ ...parts, insecurePlaintext: true })).toThrowError(/needs a token/);
});

describe('HTTP', () => {
  test.each([
    ['/', 200, 'hashtide watch'],
    ['/livez', 200, '"live":true'],
    ['/readyz', 200, '"ready":true'],
    ['/api/v1/window?limit=7&filter=%E6%97%A5', 200, '"limit":7'],
    ['/api/v1/window?window_s=5', 400, 'BAD_VIEW'],
    ['/api/v1/tags/tag0?window_s=60', 200, '"rank":1'],
    ['/api/v1/tags/%23other', 404, '"tag":"#other"'],
    ['/api/v1/tags/%E6%9', 400, 'BAD_TAG'],
    [`/api/v1/tags/${'x'.repeat(1001)}`, 400, 'BAD_TAG'],
    ['/api/v1/window?filter=boom', 500, 'INTERNAL_ERROR'],
    ['/etc/passwd', 404, 'NOT_FOUND'],
    ['//evil.example/', 404, 'NOT_FOUND'],
  ])('GET %s → %i', async (path, status, words) => {
    const reply = await httpGet(port, path);
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(words);
    expect(reply.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const head = await httpGet(port, path, {}, 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      status,
      '',
      reply.headers['content-length'],
    ]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not answered', async (method) => {
    const reply = await httpGet(port, '/api/v1/window', {}, method);
    expect([reply.status, reply.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('an upgrade elsewhere', async () => {
    expect((await httpGet(port, '/livez', UPGRADE_HEADERS)).status).toBe(404);
  });

  test('not ready says why', async () => {
    const content = new FakeContent();
    content.reasons = ['reader disconnected'];
    const server = new FeedServer({ clock: new ManualClock(), content, port: 0 });
    const { port: itsPort } = await server.start();
    expect(await httpGet(itsPort, '/readyz')).toMatchObject({
      status: 503,
      text: '{"v":1,"ready":false,"reasons":["reader disconnected"]}',
    });
    await server.close();
  });
});

test('only this machine is listened to by default', async () => {
  const screen = new TestClient(port);
  await screen.message(1);
  screen.socket.terminate();
  await expect(fetch(`http://[::1]:${port}/livez`)).rejects.toThrow();
});

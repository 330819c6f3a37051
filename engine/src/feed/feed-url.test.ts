import { expect, test } from 'vitest';
import { parseFeedUrl } from './feed-url.ts';

test.each([
  ['ws://127.0.0.1:8888', 'ws://127.0.0.1:8888/'],
  ['http://localhost:8888/?token=x#y', 'ws://localhost:8888/'],
  ['https://feed.example', 'wss://feed.example/'],
  ['localhost:9', 'ws://localhost:9/'],
  ['8888', 'ws://127.0.0.1:8888/'],
])('%s is %s', (text, url) => {
  expect(parseFeedUrl(text).href).toBe(url);
});

test.each(['', 'nonsense://x', 'ws://', 'ftp://a:1'])('%j is no address', (text) => {
  expect(() => parseFeedUrl(text)).toThrowError(expect.objectContaining({ code: 'BAD_URL' }));
});

test('a password in an address is refused and not repeated', () => {
  const refuse = (): unknown => parseFeedUrl('ws://me:canary@127.0.0.1:1');

  expect(refuse).toThrowError(expect.objectContaining({ code: 'BAD_URL' }));
  expect(refuse).not.toThrowError(/canary/);
});

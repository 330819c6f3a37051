import { StreamingError } from '../errors.ts';

/**
 * A feed's address as people write it: `ws://127.0.0.1:8888`, `http://…`, `wss://…`, `localhost:8888`, or a port alone.
 *
 * @returns a `ws:` or `wss:` URL without query
 * @throws {StreamingError} `BAD_URL`
 */
export function parseFeedUrl(text: string): URL {
  const host = /^\d+$/.test(text) ? `127.0.0.1:${text}` : text;
  const withScheme = /^[a-z]+:\/\//i.test(host) ? host : `ws://${host}`;
  const url = URL.parse(withScheme.replace(/^http/i, 'ws'));
  if (url === null || !['ws:', 'wss:'].includes(url.protocol) || url.hostname === '') {
    throw new StreamingError('BAD_URL', `${JSON.stringify(text)} is no address of a feed.`, {
      fix: 'Write it like ws://127.0.0.1:8888',
    });
  }
  url.search = '';
  url.hash = '';
  return url;
}

import { StreamingError } from '../errors.ts';

/**
 * A feed's address as people write it: `ws://127.0.0.1:8888`, `http://…`, `wss://…`, `localhost:8888`, or a port alone.
 *
 * @returns a `ws:` or `wss:` URL without query
 * @throws {StreamingError} `BAD_URL`; also for a name and password in it, which the feed does not take and messages
 *   would show
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
  if (url.username !== '' || url.password !== '') {
    throw new StreamingError('BAD_URL', `The address of a feed at ${url.host} holds a name or password.`, {
      fix: `Leave them out: ws://${url.host}`,
    });
  }
  url.search = '';
  url.hash = '';
  return url;
}

import { StreamingError } from '@hashtide/engine';

/**
 * The line protocol has no password, and what it sends is text of posts: it stays on this machine.
 *
 * @throws {StreamingError} `NOT_LOOPBACK`
 */
export function requireLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)) return;
  throw new StreamingError('NOT_LOOPBACK', `A reader on ${host} could be read by other machines.`, {
    fix: 'Listen on 127.0.0.1, and use a tunnel to an engine on another machine',
  });
}

import { expect, test } from 'vitest';
import { requireLoopback } from './require-loopback.ts';

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('a reader may listen on %s', (host) => {
  expect(() => requireLoopback(host)).not.toThrow();
});

test.each(['0.0.0.0', '::', '', '192.168.1.5', '127.0.0.1.example', '::ffff:0.0.0.0', 'example'])(
  'P1 nobody reads posts from another machine: %s is refused',
  (host) => {
    expect(() => requireLoopback(host)).toThrowError(expect.objectContaining({ code: 'NOT_LOOPBACK' }));
  },
);

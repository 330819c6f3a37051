import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Running } from './support/run-hashtide.ts';

test('what a plain nc sends is counted: text, JSON, and rubbish by its reason', {
  timeout: 240_000,
}, async () => {
  // `nc -lk` in a few lines: it listens, and says whatever is typed to whoever connects.
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const connected = once(server, 'connection') as Promise<[Socket]>;

  const engine = new Running([
    'run',
    '--temporary',
    '--no-feed',
    '--json',
    '--batch',
    '1s',
    '--model',
    'afinn',
    '--reader',
    `127.0.0.1:${port}`,
  ]);
  const [socket] = await connected;
  socket.write(
    'good morning #nc\nan awful #nc day\n{"data":{"id":"5","text":"plain #json"}}\n{"data":{"id":"5","text":"plain #json"}}\n[1,2]\n',
  );

  await engine.until(/"posts":[1-9]/);
  const { stdout } = await engine.stop();
  socket.destroy();
  server.close();
  const batches = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const sum = (key: string): number => batches.reduce((total, batch) => total + batch[key], 0);

  expect({
    posts: sum('posts'),
    positive: sum('positive'),
    negative: sum('negative'),
    duplicate: sum('duplicate'),
  }).toEqual({
    posts: 4,
    positive: 1,
    negative: 1,
    duplicate: 1,
  });
});

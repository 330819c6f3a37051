import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashtide, Running } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();

/** `nc -lk` in a few lines: it listens, and says the same to whoever connects. */
async function listen(text: string): Promise<{ port: number; close: () => void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.write(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as { port: number }).port, close };
}

async function run(readerPort: number, db: string): Promise<{ engine: Running; url: string }> {
  const args = ['run', '--batch', '1s', '--model', 'afinn', '--feed-port', '0', '--json', '--db', db];
  const engine = new Running([...args, '--reader', `127.0.0.1:${readerPort}`]);
  const [, port = ''] = await engine.until(/feed on ws:\/\/127\.0\.0\.1:(\d+)/);
  return { engine, url: `http://127.0.0.1:${port}` };
}

const read = async (url: string, path: string): Promise<string> => (await fetch(`${url}${path}`)).text();

test('M11 run tells its metrics and statistics on the feed, and those of the run that was killed before it', {
  timeout: 240_000,
}, async () => {
  const db = join(folder, 'counts.db');
  const reader = await listen('good #metrics\nawful #metrics day\nplain\n');
  const first = await run(reader.port, db);
  await first.engine.until(/"posts":3/);

  const metrics = await read(first.url, '/metrics');
  expect(metrics).toMatch(/^hashtide_posts_total\{label="positive"\} 1$/m);
  expect(metrics).toMatch(/^hashtide_source_up 1$/m);
  expect(metrics).toMatch(/^hashtide_receiver_up\{stream="0",name="lineProtocol"\} 1$/m);
  expect(metrics).toMatch(/^hashtide_streaming_completed_batches_total [1-9]/m);
  const statistics = JSON.parse(await read(first.url, '/api/v1/statistics'));
  expect(statistics).toMatchObject({ batchDuration: 1000, numReceivers: 1, numActiveReceivers: 1 });
  const [{ id }] = JSON.parse(await read(first.url, '/api/v1/applications'));
  // Written a second after the batch at the latest.
  await first.engine.until(/(?:.*"type":"batch".*\n){4}/);
  await first.engine.stop('SIGKILL');

  const second = await run(reader.port, db);
  await second.engine.until(/"type":"batch"/);
  const applications = JSON.parse(await read(second.url, '/api/v1/applications'));
  expect(applications).toMatchObject([
    { name: 'hashtide', attempts: [{ completed: false }] },
    { id, name: 'hashtide', attempts: [{ completed: true }] },
  ]);
  const batches = JSON.parse(await read(second.url, `/api/v1/applications/${id}/streaming/batches`));
  const inputs = batches.map(({ inputSize }: { inputSize: number }) => inputSize);
  expect(Math.max(...inputs)).toBe(3);

  await second.engine.stop();
  reader.close();

  const lines = await hashtide(['history', '--db', db, '--json']);
  expect(
    lines.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { v: 1, type: 'run', state: 'ended', failed_batches: 0 },
    { v: 1, type: 'run', id, state: 'killed', records: 3, processing_ms: expect.any(Number) },
  ]);
  const table = (await hashtide(['history', '--db', db, '--top', '1'])).stdout.trim().split('\n');
  expect(table).toEqual([
    expect.stringMatching(/^STARTED +STATE +BATCHES +FAILED +RECORDS +SCHED +PROC$/),
    expect.stringMatching(/^\d{4}-\S+Z +ended +\d+ +0 +\d+ +\d+ms +\d+ms$/),
  ]);
});

test('M11 no history yet', async () => {
  const { code, stderr } = await hashtide(['history', '--db', join(folder, 'none.db')]);
  expect(stderr).toContain(`There is no history ${join(folder, 'none.db')}-history`);
  expect(code).toBe(2);
});

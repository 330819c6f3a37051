import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SystemClock } from '@hashtide/engine';
import { ManualClock, until } from '@hashtide/engine/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RecordOptions, record } from './record.ts';
import { type RunReaderOptions, runReader } from './server/run-reader.ts';
import { engine, handFed, recording, recordsOf, settle } from './server/test-support.ts';
import { replaySource } from './sources/replay/index.ts';
import type { TweetSource } from './tweet-source.ts';

let folder: string;
const opened: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashtide-record-'));
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  await rm(folder, { recursive: true });
});

async function serve(source: TweetSource, options: Partial<RunReaderOptions> = {}) {
  const life = new AbortController();
  const listening = Promise.withResolvers<number>();
  const over = runReader({
    source,
    port: 0,
    clock: new SystemClock(),
    signal: life.signal,
    log: () => {},
    onListening: listening.resolve,
    ...options,
  });
  opened.push(async () => {
    life.abort();
    await over;
  });
  return { port: await listening.promise, over };
}

function recordTo(name: string, port: number, options: Partial<RecordOptions> = {}) {
  const life = new AbortController();
  const over = record({
    host: '127.0.0.1',
    port,
    output: join(folder, name),
    clock: new SystemClock(),
    signal: life.signal,
    ...options,
  });
  return { life, over };
}

const textOf = (records: { line: Uint8Array }[]): string =>
  records.map(({ line }) => `${Buffer.from(line)}\n`).join('');

test.each([
  ['a.ndjson', (bytes: Buffer) => bytes],
  ['a.ndjson.gz', gunzipSync],
])('writes %s: every record as it came, for the user’s eyes only', async (name, unpack) => {
  const { port, over } = await serve(recording(5000).source);
  const result = await recordTo(name, port).over;

  const path = join(folder, name);
  const bytes = await readFile(path);
  expect(unpack(bytes).toString()).toBe(textOf(recordsOf(1, 5001)));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(result).toMatchObject({ records: 5000, bytes: bytes.length, paths: [path] });
  expect(await over).toMatchObject({ records: 5000, acked: 5000 });
});

test.each(['b.ndjson', 'b.ndjson.gz'])('what it wrote to %s replays to the same', async (name) => {
  const { port } = await serve(recording(2000).source);
  await recordTo(name, port).over;
  const source = await replaySource({
    file: join(folder, name),
    speed: 'max',
    clock: new SystemClock(),
    log: () => {},
  });
  expect(source.total).toBe(2000);

  const again = await serve(source);
  await recordTo('again.ndjson', again.port).over;
  expect(await readFile(join(folder, 'again.ndjson'), 'utf8')).toBe(textOf(recordsOf(1, 2001)));
});

test('never overwrites a file', async () => {
  const path = join(folder, 'kept.ndjson');
  await writeFile(path, 'mine');
  await expect(recordTo('kept.ndjson', 1).over).rejects.toMatchObject({
    code: 'FILE_EXISTS',
    message: expect.stringContaining(path),
  });
  expect(await readFile(path, 'utf8')).toBe('mine');
});

test('says why it cannot write', async () => {
  await expect(recordTo('no/such/folder.ndjson', 1).over).rejects.toMatchObject({ code: 'CANNOT_WRITE' });
});

describe('while it runs', () => {
  test('it acks what is in the file, 200 ms after the first record at the latest', async () => {
    const fed = handFed();
    const clock = new ManualClock(1_000_000);
    const { port } = await serve(fed.source, { clock });
    // Another engine that has acked all: what the reader still holds is the recorder's.
    const other = await engine(port);
    opened.push(other.close);
    other.resume(1, 'other');
    let isConnected = false;
    const { life, over } = recordTo('c.ndjson', port, {
      clock,
      onStatus: ({ state }) => {
        isConnected = state === 'connected';
      },
    });
    await until(() => isConnected);
    await settle();
    fed.giveRecords(1, 11);
    await until(() => other.sequences().length === 10);
    other.ack(10);
    await settle();
    const path = join(folder, 'c.ndjson');
    expect(await readFile(path, 'utf8')).toBe('');

    const held = async (): Promise<unknown> => {
      const next = await engine(port);
      const { first } = await next.greeting();
      await next.close();
      return first;
    };
    expect(await held()).toBe(1);
    clock.advance(200);
    while ((await held()) !== 11) await settle();
    expect(await readFile(path, 'utf8')).toBe(textOf(recordsOf(1, 11)));

    fed.giveRecords(11, 13);
    await until(() => other.sequences().length === 12);
    await settle();
    life.abort();
    await over;
    expect(await readFile(path, 'utf8')).toBe(textOf(recordsOf(1, 13)));
  });

  test('rotation neither loses nor doubles a line', async () => {
    const { port } = await serve(recording(30_000, { text: 'x'.repeat(100) }).source);
    const { paths, records } = await recordTo('d.ndjson', port, { rotateBytes: 100_000 }).over;

    expect(records).toBe(30_000);
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(texts.join('')).toBe(textOf(recordsOf(1, 30_001, 'x'.repeat(100))));
  });

  test('an abort ends it, and leaves nothing open at the reader', async () => {
    const fed = handFed();
    const { port } = await serve(fed.source);
    const { life, over } = recordTo('f.ndjson', port);
    fed.giveRecords(1, 101);
    const path = join(folder, 'f.ndjson');
    while ((await readFile(path, 'utf8')).split('\n').length < 101) await settle();
    life.abort();
    expect(await over).toMatchObject({ records: 100 });
  });

  test('it takes a plain nc too', async () => {
    const nc = createServer((socket) => socket.write('hello\n{"text":"#x"}\n'));
    await new Promise<void>((resolve) => nc.listen({ host: '127.0.0.1', port: 0 }, resolve));
    opened.push(() => nc.close());
    const address = nc.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { life, over } = recordTo('g.ndjson', port, { clock: new SystemClock() });
    const path = join(folder, 'g.ndjson');
    while ((await readFile(path, 'utf8').catch(() => '')).split('\n').length < 3) await settle();
    life.abort();
    await over;
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).text)).toEqual(['hello', '#x']);
  });
});

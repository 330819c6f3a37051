import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ManualClock } from '@hashtide/engine/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecordingFile, type RecordingFileOptions } from './recording-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashtide-file-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function create(output: string, options: Partial<RecordingFileOptions> = {}) {
  const clock = new ManualClock();
  const file = await RecordingFile.create({ output: join(folder, output), clock, ...options });
  return { file, clock, names: () => file.paths.map((path) => basename(path)) };
}

const group = Buffer.from(`${'x'.repeat(9)}\n`.repeat(10));

test.each([
  ['tweets.ndjson', {}, ['tweets.ndjson']],
  ['tweets.ndjson', { rotateBytes: 1 }, ['tweets-0001.ndjson', 'tweets-0002.ndjson', 'tweets-0003.ndjson']],
  ['tweets.ndjson', { rotateBytes: 200 }, ['tweets-0001.ndjson', 'tweets-0002.ndjson']],
  ['tweets.ndjson', { rotateBytes: 1000 }, ['tweets-0001.ndjson']],
  ['a.b.ndjson.gz', { rotateBytes: 1 }, ['a-0001.b.ndjson.gz', 'a-0002.b.ndjson.gz', 'a-0003.b.ndjson.gz']],
  ['tweets', { rotateMs: 60_000 }, ['tweets-0001', 'tweets-0002']],
])('three groups go to %s by %j: %s', async (output, options, expected) => {
  const { file, clock, names } = await create(output, options);
  for (let i = 0; i < 3; i += 1) {
    await file.write(group);
    clock.advance(30_000);
  }
  await file.close();

  expect(names()).toEqual(expected);
  const parts = await Promise.all(file.paths.map((path) => readFile(path)));
  const text = parts.map((part) => (output.endsWith('.gz') ? gunzipSync(part) : part).toString()).join('');
  expect(text).toBe(group.toString().repeat(3));
  expect(file.numBytes).toBe(parts.reduce((sum, part) => sum + part.length, 0));
  for (const path of file.paths) expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a name that is taken stops it at the start and is skipped later', async () => {
  await writeFile(join(folder, 'a-0002.ndjson'), 'mine');
  const { file, names } = await create('a.ndjson', { rotateBytes: 1 });
  await file.write(group);
  await file.write(group);
  await file.close();
  expect(names()).toEqual(['a-0001.ndjson', 'a-0003.ndjson']);
  expect(await readFile(join(folder, 'a-0002.ndjson'), 'utf8')).toBe('mine');
  await expect(create('a.ndjson', { rotateBytes: 1 })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
});

test('groups in a .gz are members of their own: a torn last one costs no other', async () => {
  const { file } = await create('a.ndjson.gz');
  await file.write(group);
  const length = file.numBytes;
  await file.write(group);
  await file.close();
  const bytes = await readFile(join(folder, 'a.ndjson.gz'));
  expect(gunzipSync(bytes.subarray(0, length)).toString()).toBe(group.toString());
});

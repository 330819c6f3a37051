import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';

const engine = new EngineContext();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let numFiles = 0;
function fileOf(content: string | Uint8Array, suffix = '.txt'): string {
  numFiles += 1;
  const path = join(folder, `file-${numFiles}${suffix}`);
  writeFileSync(path, content);
  return path;
}

const pieces = fc.array(fc.constantFrom('a', 'ü', '🎉', ' ', '\n', '\r\n', '\n\n', 'longer text'), {
  maxLength: 40,
});

/** What a text's lines are, read at once. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

test('R20 every line comes once, in order, whatever the number of partitions', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 30 }), async (parts, minPartitions) => {
      const path = fileOf(parts.join(''));
      expect(await engine.textFile(path, minPartitions).collect()).toEqual(linesOf(parts.join('')));
      rmSync(path);
    }),
  );
});

test('R20 lines longer than what is read at once are whole, and a file is read in its partitions', async () => {
  const lines = Array.from({ length: 40 }, (_, i) => `${i}:${'ä'.repeat((i * 37_811) % 300_000)}`);
  const rdd = engine.textFile(fileOf(`${lines.join('\n')}\n`), 7);
  expect(rdd.numPartitions).toBe(7);
  const parts = await rdd.glom().collect();
  expect(parts.flat()).toEqual(lines);
  expect(parts.filter((part) => part.length > 0).length).toBeGreaterThan(5);
});

test.each([
  ['an empty file', '', []],
  ['one line without an end', 'a', ['a']],
  ['blank lines', '\n\na\n\n', ['', '', 'a', '']],
  ['a byte order mark at the beginning', '\ufeffa\n\ufeffb', ['a', '\ufeffb']],
  ['a carriage return within a line', 'a\rb\r\n', ['a\rb']],
  ['what is no UTF-8', Buffer.from([0x61, 0xff, 0x0a]), ['a\ufffd']],
])('R20 %s', async (_name, content, expected) => {
  for (const minPartitions of [1, 2, 5]) {
    expect(await engine.textFile(fileOf(content), minPartitions).collect()).toEqual(expected);
  }
});

test('R20 gzip is unpacked, several members too, in one partition', async () => {
  const path = fileOf(Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd\n')]), '.gz');
  const rdd = engine.textFile(path, 4);
  expect(rdd.numPartitions).toBe(1);
  expect(await rdd.collect()).toEqual(['a', 'bc', 'd']);
});

test('R20 a directory means its files by name, a pattern those that it finds; hidden ones are left out', async () => {
  const logs = join(folder, 'logs');
  mkdirSync(join(logs, 'inner'), { recursive: true });
  for (const name of ['b.txt', 'a.txt', 'c.log', '_SUCCESS', '.hidden', 'inner/d.txt']) {
    writeFileSync(join(logs, name), `${name}\n`);
  }
  expect(await engine.textFile(logs).collect()).toEqual(['a.txt', 'b.txt', 'c.log']);
  expect(await engine.textFile(join(logs, '*.txt')).collect()).toEqual(['a.txt', 'b.txt']);
  expect(await engine.textFile(join(folder, 'lo*')).collect()).toEqual(['a.txt', 'b.txt', 'c.log']);
  expect(await engine.wholeTextFiles(logs, 2).collect()).toEqual(
    ['a.txt', 'b.txt', 'c.log'].map((name) => [join(logs, name), `${name}\n`]),
  );
  expect(engine.wholeTextFiles(logs, 2).numPartitions).toBe(2);
});

test.each(['nowhere.txt', 'no*where', 'nowhere/file'])('R20 %s is not found, at once', (name) => {
  expect(() => engine.textFile(join(folder, name))).toThrow(
    expect.objectContaining({ code: 'PATH_NOT_FOUND' }),
  );
});

test('R20 a file that went away, or is no gzip, is said when it is read', async () => {
  const path = fileOf('a\n');
  const rdd = engine.textFile(path);
  rmSync(path);
  await expect(rdd.collect()).rejects.toThrow(/cannot be read: ENOENT/);
  await expect(engine.textFile(fileOf('no gzip', '.gz')).collect()).rejects.toThrow(/cannot be read/);
});

test('R5 taking a line reads one piece of a large file', async () => {
  const line = 'x'.repeat(99);
  const path = fileOf(`${line}\n`.repeat(100_000));
  const before = process.memoryUsage().arrayBuffers;
  expect(await engine.textFile(path, 1).first()).toBe(line);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
});

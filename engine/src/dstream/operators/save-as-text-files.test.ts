import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EngineContext } from '../../executor/engine-context.ts';
import { runStream } from '../../testing/index.ts';
import { outputFileName } from '../output-file-name.ts';

const folder = mkdtempSync(join(tmpdir(), 'hashtide-save-'));
afterAll(() => rmSync(folder, { recursive: true }));

const linesIn = (directory: string): string[] =>
  readdirSync(join(folder, directory))
    .filter((name) => name.startsWith('part-'))
    .sort()
    .map((name) => readFileSync(join(folder, directory, name), 'utf8'));

test.each([
  ['spark', '', 12_345_678_910, 'spark-12345678910'],
  ['spark', 'tmp', 12_345_678_910, 'spark-12345678910.tmp'],
  [null, null, 1000, '1000'],
  ['', 'x', 1000, '1000.x'],
])('O9 %j, %j at %i is saved as %s', (prefix, suffix, time, expected) => {
  expect(outputFileName(prefix, suffix, time)).toBe(expected);
});

test('O9 saveAsTextFiles writes a directory a batch, of empty ones too, and replaces what a run before has left', async () => {
  const save = (batches: string[][]) =>
    runStream(batches, (stream) => {
      stream.saveAsTextFiles(join(folder, 'words'), 'txt');
      return stream;
    });
  await save([['old', 'older', 'oldest'], ['gone']]);
  await save([['a', 'b', 'c'], []]);
  expect(readdirSync(folder).filter((name) => name.startsWith('words'))).toEqual([
    'words-1000.txt',
    'words-2000.txt',
  ]);
  expect(linesIn('words-1000.txt')).toEqual(['a\n', 'b\nc\n']);
  expect(linesIn('words-2000.txt').join('')).toBe('');
});

test('O9 saveAsObjectFiles writes what objectFile reads back', async () => {
  const records = [
    { tag: 'ai', at: new Date(5) },
    { tag: 'art', at: new Date(6) },
  ];
  await runStream([records], (stream) => {
    stream.saveAsObjectFiles(join(folder, 'objects'));
    return stream;
  });
  const read = new EngineContext().objectFile(join(folder, 'objects-1000'));
  expect(await read.collect()).toEqual(records);
});

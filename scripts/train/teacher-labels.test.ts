import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTrainingTexts } from './examples.ts';
import { labelsFor, readTeacherLabels } from './teacher-labels.ts';

const folder = mkdtempSync(join(tmpdir(), 'teacher-'));
afterAll(() => rmSync(folder, { recursive: true }));

function section(file: string, shares: readonly number[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(shares.length / 2);
  return Buffer.concat([createHash('sha256').update(file).digest(), count, Buffer.from(shares)]);
}

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const gold = 'negative\tso bad\tyear\npositive\tso good\tyear\n';
const plain = 'whatever\nit is\n\n';
const labels = Buffer.concat([
  Buffer.from('HTTL1\n'),
  section(gold, [255, 0, 51, 102]),
  section(plain, [0, 255, 1, 1, 0, 0]),
]);

test('labels belong to the very file that the teacher has read', () => {
  const teacher = readTeacherLabels(write('labels.bin', labels));
  expect(labelsFor(teacher, Buffer.from(gold))).toEqual(Buffer.from([255, 0, 51, 102]));
  expect(labelsFor(teacher, Buffer.from(`${gold}x`))).toBeUndefined();
});

test('texts with people’s label, the teacher’s, or both', () => {
  const teacher = readTeacherLabels(write('labels.bin', labels));
  const files = { gold: [write('gold.tsv', gold)], distant: [], unlabelled: [write('plain.txt', plain)] };
  expect(readTrainingTexts(files, teacher).map(({ gold, taught }) => [gold, taught])).toEqual([
    [0, [1, 0]],
    [2, [0.2, 0.4]],
    [-1, [0, 1]],
    [-1, [1 / 255, 1 / 255]],
    [-1, [0, 0]],
  ]);
  expect(readTrainingTexts(files, []).map(({ gold, taught }) => [gold, taught])).toEqual([
    [0, undefined],
    [2, undefined],
  ]);
});

test.each([
  ['another file', Buffer.from('HTTL2\n')],
  ['cut in a digest', labels.subarray(0, 20)],
  ['cut in the labels', labels.subarray(0, labels.length - 1)],
])('%s is refused', (_name, bytes) => {
  expect(() => readTeacherLabels(write('bad.bin', bytes))).toThrow(/is cut short|holds no labels/);
});

test('no file: no teacher', () => {
  expect(readTeacherLabels(join(folder, 'none.bin'))).toEqual([]);
});

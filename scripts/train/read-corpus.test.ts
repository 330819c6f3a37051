import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readCorpus } from './read-corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(content: string | Buffer, name = 'my.tsv'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test.each([
  ['label, text', 'positive\tso good', { label: 'positive', text: 'so good', source: '' }],
  ['label, text, source', 'neutral\tit opens\tmine', { label: 'neutral', text: 'it opens', source: 'mine' }],
  ['SemEval: id, label, text', '12345\tnegative\tso bad', { label: 'negative', text: 'so bad', source: '' }],
  ['SemEval 2013: two ids', '1\t2\tobjective\tit is', { label: 'neutral', text: 'it is', source: '' }],
  [
    'Sentiment140',
    '"4","1","Mon May 11","NO_QUERY","me","he said ""great"", really"',
    { label: 'positive', text: 'he said "great", really', source: '' },
  ],
])('reads %s', (_name, line, expected) => {
  expect(readCorpus(write(`\uFEFF${line}\r\n\n${line}\n`))).toEqual([expected, expected]);
});

test('unpacks .gz; leaves out what is gone', () => {
  const path = write(gzipSync('positive\tgood\n1\tneutral\tNot Available\n'), 'my.tsv.gz');
  expect(readCorpus(path)).toHaveLength(1);
});

test.each([
  ['no tab', 'positive good'],
  ['another label', 'happy\tgood'],
  ['a label and no text', '1\t2\tpositive'],
  ['a label of the prototype', 'constructor\tgood'],
  ['a CSV of too few fields', '"4","1","good"'],
])('%s: the line is named', (_name, line) => {
  expect(() => readCorpus(write(`positive\tgood\n\n${line}\n`))).toThrow(/my\.tsv line 3 has no label/);
});

test('a file without a text is refused', () => {
  expect(() => readCorpus(write('\n\n'))).toThrow('has no labelled text');
});

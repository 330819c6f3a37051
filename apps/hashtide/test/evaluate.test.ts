import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { hashtide } from './support/run-hashtide.ts';

const folder = mkdtempSync(join(tmpdir(), 'hashtide-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const lines = [
  'positive\ta good, lovely day',
  'positive\tthe cat sat', // a wrong neutral
  'neutral\ta table',
  'neutral\thappy happy happy', // the surest mistake
  'negative\tawful',
  'negative\tnot bad', // a mistake, less sure
];
const labelled = file('labelled.tsv', lines.join('\n'));

test('every model side by side, with intervals, confusion and speed', async () => {
  const { stdout, code } = await hashtide(['evaluate', labelled]);

  expect(code).toBe(0);
  expect(stdout).toContain('6 texts (negative 2, neutral 2, positive 2)');
  const rows = stdout.split('\n').filter((line) => /^(auto|linear|afinn|lexicon|bayes) /.test(line));
  expect(rows.map((row) => row.split(/\s+/)[0])).toEqual(['auto', 'linear', 'afinn', 'lexicon', 'bayes']);
  expect(rows[2]).toMatch(/^afinn\s+50\.0\s+\(\d+\.\d–\d+\.\d\)\s+50\.0\s.*\s50\.0\s+50\.0\s+50\.0\s/);
  expect(stdout).toMatch(
    /afinn: people ↓ model →\s+negative\s+neutral\s+positive\n\s+negative\s+1\s+0\s+1\n/,
  );
});

test('--model is given again; the others are left out', async () => {
  const { stdout } = await hashtide(['evaluate', '--model', 'bayes', '--model', 'afinn', labelled]);
  expect(stdout).toMatch(/\nbayes .*\nafinn /);
  expect(stdout).not.toMatch(/^(auto|lexicon)/m);
});

test('--errors shows the surest mistakes first, with line, words and score', async () => {
  const { stdout } = await hashtide(['evaluate', labelled, '--model', 'afinn', '--errors', '2']);
  expect(stdout.slice(stdout.indexOf('mistakes'))).toBe(
    [
      'mistakes, the most confident first',
      '  line 4  neutral, not positive (9)  happy happy happy',
      '    happy +3, happy +3, happy +3',
      '  line 6  negative, not positive (3)  not bad',
      '    not bad +3',
      '',
    ].join('\n'),
  );
});

test('--json: the first model’s figures at the top, all of them when there are more', async () => {
  const one = JSON.parse((await hashtide(['evaluate', labelled, '--model', 'afinn', '--json'])).stdout);
  expect(one).toMatchObject({
    v: 1,
    model: 'afinn',
    examples: 6,
    macroRecall: 0.5,
    accuracy: 0.5,
    recall: { negative: 0.5, neutral: 0.5, positive: 0.5 },
    confusion: { negative: { negative: 1, neutral: 0, positive: 1 } },
  });
  expect(one.macroRecallInterval[0]).toBeLessThan(0.5);
  expect(one.tweetsPerSecond).toBeGreaterThan(0);
  expect(one.models).toBeUndefined();

  const many = JSON.parse((await hashtide(['evaluate', labelled, '--errors', '1', '--json'])).stdout);
  expect(many.model).toBe('auto');
  expect(many.models.map(({ model }: { model: string }) => model)).toEqual([
    'auto',
    'linear',
    'afinn',
    'lexicon',
    'bayes',
  ]);
  expect(many.models[2].errors).toMatchObject([{ line: 4, label: 'neutral', said: 'positive', score: 9 }]);
});

test('--lang: texts in a language without a model are counted as unscored', async () => {
  const { stdout } = await hashtide(['evaluate', labelled, '--model', 'auto', '--lang', 'ja']);
  expect(stdout).toMatch(/texts\/s\s+unscored\n/);
  expect(stdout).toMatch(/^auto\s+33\.3.*\s6$/m);
});

test('SemEval’s and Sentiment140’s own files, gzipped or not', async () => {
  const semEval = file(
    'semeval.txt.gz',
    gzipSync('1234\tpositive\tgood\n1235\tnegative\tbad\n1236\tneutral\tNot Available\n'),
  );
  const csv = file(
    'sentiment140.csv',
    '"0","1","Mon","NO_QUERY","a","so ""bad"""\n"4","2","Mon","NO_QUERY","b","good"\n',
  );
  for (const path of [semEval, csv]) {
    const { stdout } = await hashtide(['evaluate', path, '--model', 'afinn', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ examples: 2, accuracy: 1 });
  }
});

test.each([
  [
    'a malformed line',
    ['evaluate', file('bad.tsv', 'neutral\tx\nmeh\ty')],
    /line 2.*"meh"[\s\S]*label<TAB>text/,
  ],
  ['nothing in it', ['evaluate', file('empty.tsv', '\n\n')], /0 examples/],
  ['an unknown model', ['evaluate', labelled, '--model', 'afin'], /afin[\s\S]*Did you mean "afinn"/],
  ['no number', ['evaluate', labelled, '--errors', 'x'], /whole number/],
  [
    'a transformer that is not installed',
    ['evaluate', labelled, '--model', 'transformer'],
    /@huggingface\/transformers[\s\S]*npm install/,
  ],
])('refuses %s with 2', async (_name, args, message) => {
  const { code, stdout, stderr } = await hashtide(args);
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

test('score says where nothing was scored', async () => {
  const { stdout } = await hashtide(['score', '--lang', 'ja', '--words'], 'good\n');
  expect(JSON.parse(stdout)).toEqual({ label: 'neutral', score: 0, unscored: true, words: [] });
});

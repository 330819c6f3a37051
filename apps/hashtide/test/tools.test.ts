import { expect, test } from 'vitest';
import { hashtide } from './support/run-hashtide.ts';

test('hashtags: one JSON array a line, as written, blank lines included', async () => {
  const input = 'Loving #Spark &amp; #日本語\r\n\nno tags #16\n#__proto__ #a\u2028#b';
  const { stdout, code } = await hashtide(['hashtags'], input);

  expect(
    stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  ).toEqual([['Spark', '日本語'], [], [], ['__proto__', 'a', 'b']]);
  expect(code).toBe(0);
});

// Quadratic code needs minutes for the second line, and ends in the runner's own time limit.
test('hashtags: hostile lines of 64 KiB come back, one array each', async () => {
  const hostile = [
    '#'.repeat(65_536),
    'a.'.repeat(32_768),
    '#a'.repeat(32_768),
    `http://${'a.'.repeat(32_000)}`,
  ];
  const { code, stdout } = await hashtide(['hashtags'], hostile.join('\n'));

  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toEqual(['[]', '[]', '[]', '[]']);
});

test('score: a label and a score a line; afinn is npm sentiment without its prototype bug', async () => {
  const { stdout } = await hashtide(
    ['score', '--model', 'afinn'],
    'what a lovely day\nnot good\nconstructor good\n\n',
  );

  expect(
    stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { label: 'positive', score: 3 },
    { label: 'negative', score: -3 },
    { label: 'positive', score: 3 },
    { label: 'neutral', score: 0 },
  ]);
});

test('score --words tells what moved it, --lang takes the language’s own vocabulary', async () => {
  const english = JSON.parse(
    (await hashtide(['score', '--model', 'afinn', '--words'], 'awful but good')).stdout,
  );
  const spanish = JSON.parse((await hashtide(['score', '--lang', 'es'], 'qué horrible')).stdout);

  expect(english.words.map(({ word }: { word: string }) => word).sort()).toEqual(['awful', 'good']);
  expect(spanish.label).toBe('negative');
});

test('help begins with examples, names every command, and leaves with 0', async () => {
  const { stdout, code } = await hashtide(['--help']);

  expect(stdout.trimStart()).toMatch(/^\$ hashtide demo/);
  for (const name of [
    'demo',
    'live',
    'replay',
    'read',
    'run',
    'watch',
    'record',
    'hashtags',
    'score',
    'evaluate',
    'doctor',
  ]) {
    expect(stdout).toContain(name);
    expect((await hashtide([name, '--help'])).stdout.trimStart()).toMatch(/^\$ /);
  }
  expect(code).toBe(0);
});

test('doctor says in one line each what it found', async () => {
  const { stdout, code } = await hashtide([
    'doctor',
    '--json',
    '--data-dir',
    '/tmp',
    '--port',
    '0',
    '--feed-port',
    '0',
  ]);
  const { healthy, checks } = JSON.parse(stdout);

  expect(checks.map(({ name }: { name: string }) => name)).toContain('SQLite');
  expect(code).toBe(healthy ? 0 : 1);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchmarks, benchmarksNamed } from '../src/bench/benchmarks.ts';
import { describeMeasured } from '../src/bench/describe-measured.ts';
import { missingPackage } from '../src/bench/missing-package.ts';
import { hashtide } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();

test('bench --list says what each one does and what is asked of it', async () => {
  const { stdout, code } = await hashtide(['bench', '--list']);

  for (const { name, work, asked } of benchmarks) {
    expect(stdout).toContain(`${name}\n  ${work}\n  asked: ${asked}\n`);
  }
  expect(code).toBe(0);
});

test('a group lists its own', async () => {
  const { stdout } = await hashtide(['bench', 'engine', '--list']);

  const names = stdout.split('\n').filter((line) => /^\S/.test(line));
  expect(names).toContain('engine-step');
  expect(names.filter((name) => !/^engine-|^ {2}/.test(name))).toEqual([]);
});

test.each([
  ['score-afinn', ['models-afinn', 'models-afinn-bytes']],
  ['hashtags', ['hashtags-bytes', 'hashtags-strings', 'hashtags-hostile']],
  [
    'models',
    [
      'models-afinn',
      'models-afinn-bytes',
      'models-linear',
      'models-linear-200',
      'models-linear-load',
      'models-bayes',
    ],
  ],
  ['start', ['start-help', 'start-demo']],
  ['idle', ['idle-engine', 'idle-board']],
  ['path-growth', ['path-growth']],
  ['path-average', ['path-average']],
  ['path-latency', ['path-latency']],
  ['path-batch-size', ['path-batch-size']],
  ['nothing', []],
])('%s is %j', (name, expected) => {
  expect(benchmarksNamed(name).map((each) => each.name)).toEqual(expected);
});

test('no two have one name', () => {
  const names = benchmarks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('on given texts: whole as JSON, equal to the rival on each', async () => {
  const file = join(folder, 'texts.tsv');
  const texts = [
    'good #Spark',
    'schlecht 😀 #日本',
    'not good',
    'http://a.com/#b',
    'RT @a: constructor &amp; #x',
  ];
  writeFileSync(file, texts.map((text) => `neutral\t${text}\n`).join(''));
  const [models, hashtags] = await Promise.all(
    ['models-afinn', 'hashtags-strings'].map(async (name) => {
      const { stdout } = await hashtide(['bench', name, '--json', '--in-process', '--texts', file]);
      return JSON.parse(stdout).benchmarks[0];
    }),
  );

  expect(models).toMatchObject({ name: 'models-afinn', rival: 'npm sentiment', unit: '× as fast' });
  expect(models.details).toContain('0 of 5 texts differ');
  expect(hashtags).toMatchObject({ name: 'hashtags-strings', rival: 'npm twitter-text' });
  expect(hashtags.details).toContain('0 of 5 texts differ');
  for (const { value, comparison } of [models, hashtags]) expect(value).toBe(comparison.ratio);
});

test('one that cannot run says what is missing, and the command that installs it', () => {
  expect(missingPackage('vitest', '1.0.0')).toBeUndefined();
  const notRun = missingPackage('no-such-rival', '1.2.3') ?? '';
  expect(notRun).toMatch(/not installed.* npm install --ignore-scripts no-such-rival@1\.2\.3$/);

  const text = describeMeasured({ name: 'hashtags-x', work: 'the work', asked: 'much', notRun });
  expect(text).toBe(`- hashtags-x: not run   (asked: much)\n    the work\n    ${notRun}`);
});

test('one that fails is told, and is no figure', async () => {
  const { stdout, code } = await hashtide([
    'bench',
    'models-linear-200',
    '--json',
    '--texts',
    join(folder, 'none'),
  ]);

  expect(JSON.parse(stdout).benchmarks).toEqual([
    expect.objectContaining({ name: 'models-linear-200', notRun: expect.stringMatching(/failed:.*none/s) }),
  ]);
  expect(code).toBe(1);
});

test('a figure is what its times say, beside its rival’s', async () => {
  const { stdout, code } = await hashtide(['bench', 'engine-step', '--json']);

  const { v, machine, benchmarks: found } = JSON.parse(stdout);
  const [{ name, value, comparison }] = found;
  expect([v, found.length, name, code]).toEqual([1, 1, 'engine-step', 0]);
  expect(machine.cores).toBeGreaterThan(0);
  // A million records, ten steps.
  expect(value).toBeCloseTo((comparison.ours.median * 1e6) / 1e7, 6);
  expect(comparison.ratio).toBeGreaterThan(0);
  expect(comparison.ours.min).toBeLessThanOrEqual(comparison.ours.median);
});

test('an unknown benchmark is wrong usage, and the names are told', async () => {
  const { stderr, code } = await hashtide(['bench', 'enginestep']);

  expect(stderr).toMatch(/no benchmark or group "enginestep"[\s\S]*engine-step/);
  expect(code).toBe(2);
});

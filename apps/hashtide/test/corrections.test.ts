import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepCorrectionsIn } from '../src/actions/keep-correction.ts';
import { hashtide } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();

test('what is corrected comes out as training takes it, each post once, as it was corrected last', async () => {
  const data = join(folder, 'data');
  const keep = keepCorrectionsIn(data);
  const where = keep({ id: '1', text: 'sick\tshow\r\n<3 &amp;', label: 'positive', said: 'negative' });
  keep({ id: '2', text: 'so so', label: 'negative', said: 'positive' });
  keep({ id: '1', text: 'sick\tshow\r\n<3 &amp;', label: 'neutral', said: 'negative' });
  const file = join(data, 'corrections.tsv');

  expect(where).toBe(`in ${file}`);
  expect(readFileSync(file, 'utf8').split('\n')[1]).toBe('negative\tso so\tcorrected\t2\tpositive');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const { stdout, code } = await hashtide(['corrections', '--data-dir', data]);
  expect(stdout).toBe('negative\tso so\tcorrected\nneutral\tsick show <3 &amp;\tcorrected\n');
  expect(code).toBe(0);

  const evaluated = join(folder, 'mine.tsv');
  writeFileSync(evaluated, stdout);
  const { stdout: json } = await hashtide(['evaluate', evaluated, '--model', 'afinn', '--json']);
  expect(JSON.parse(json).examples).toBe(2);
});

test('none yet, or a file that somebody broke, is told', async () => {
  const none = await hashtide(['corrections', '--data-dir', join(folder, 'none')]);
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringMatching(/No label was corrected yet[\s\S]*press \+ = or -/),
  ]);

  writeFileSync(join(folder, 'corrections.tsv'), 'positive\tok\nwhat is this\n');
  const broken = await hashtide(['corrections', '--data-dir', folder]);
  expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('line 2 has no tab')]);
});

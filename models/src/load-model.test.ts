import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBatchModel } from './load-batch-model.ts';
import { loadModel, modelNames } from './load-model.ts';
import { ModelError } from './model-error.ts';

test.each(modelNames)('%s loads, carries its name and knows good from bad', async (name) => {
  const model = await loadModel(name);
  expect(model.name).toBe(name);
  expect(model.score('what a wonderful happy day, love it', 'en').label).toBe('positive');
  expect(model.score('a terrible sad day, hate it', 'en').label).toBe('negative');
});

test('the default comes first', () => {
  expect(modelNames).toEqual(['auto', 'linear', 'afinn', 'lexicon', 'bayes']);
});

test.each([
  ['afin', 'Did you mean "afinn"?'],
  ['Bayes', 'Did you mean "bayes"?'],
  ['lexikon', 'Did you mean "lexicon"?'],
  ['transformers', 'Did you mean "transformer"?'],
  ['', undefined],
  ['constructor', undefined],
  ['x'.repeat(10_000), undefined],
])('%s is no model', async (name, fix) => {
  const error = await loadModel(name).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toMatchObject({ code: 'UNKNOWN_MODEL', fix });
  expect((error as ModelError).message).toContain(
    'auto, linear, afinn, lexicon, bayes, or, for score and evaluate, transformer',
  );
  expect((error as ModelError).message.length).toBeLessThan(200);
});

test.each(['transformer', 'transformer:folder'])('%s is no model to count a stream with', async (name) => {
  await expect(loadModel(name)).rejects.toMatchObject({ code: 'MODEL_TOO_SLOW' });
});

test('a batch model says what the model says, in order', async () => {
  const [model, batch] = [await loadModel('auto'), await loadBatchModel('auto')];
  const texts = ['good', '', 'bad', 'feliz'];
  for (const lang of ['en', 'es', 'ja']) {
    expect(await batch.scoreAll(texts, lang)).toEqual(texts.map((text) => model.score(text, lang)));
  }
  expect(batch.name).toBe('auto');
  await expect(loadBatchModel('afin')).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
});

describe('weights of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-models-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const shipped = new URL('../weights/linear.bin', import.meta.url);

  test('are read from a path', async () => {
    const path = join(folder, 'mine.bin');
    copyFileSync(shipped, path);
    const [mine, linear] = [await loadModel(path), await loadModel('linear')];
    for (const text of ['good', 'so bad', 'a table']) expect(mine.score(text)).toEqual(linear.score(text));
  });

  test.each([
    ['no file', 'none.bin', undefined, 'MODEL_UNREADABLE'],
    ['nothing in it', 'empty.bin', '', 'BAD_WEIGHTS'],
    ['another file', 'text.bin', 'neutral\tx\n'.repeat(999), 'BAD_WEIGHTS'],
    ['cut off', 'cut.bin', readFileSync(shipped).subarray(0, 300_000), 'BAD_WEIGHTS'],
  ])('%s', async (_name, name, content, code) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    await expect(loadModel(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(path),
      fix: expect.stringContaining('npm run train'),
    });
  });
});

describe('what a model loads', () => {
  /** The files of `natural` that a process has read into its module cache after scoring one text. */
  function naturalFilesAfter(name: string, lang: string): string[] {
    const program = `
      const { loadModel } = await import('./index.ts');
      (await loadModel('${name}')).score('good', '${lang}');
      const { createRequire } = await import('node:module');
      const files = Object.keys(createRequire(import.meta.url).cache);
      console.log(JSON.stringify(files.filter((file) => /natural|mongoose|redis|pg|dotenv/.test(file))));`;
    const cwd = import.meta.dirname;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd });
    return JSON.parse(output.toString());
  }

  test.each([
    ['afinn', 'en'],
    ['auto', 'en'],
    ['auto', 'es'],
    ['lexicon', 'de'],
  ])('%s for %s loads no code of natural', (name, lang) => {
    expect(naturalFilesAfter(name, lang)).toEqual([]);
  });

  test('bayes loads the stemmer and no database client', () => {
    const files = naturalFilesAfter('bayes', 'en');
    expect(files.some((file) => file.endsWith('porter_stemmer.js'))).toBe(true);
    expect(files.filter((file) => !file.includes('/natural/lib/natural/'))).toEqual([]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { writeTinyTransformer } from '../test/tiny-transformer.ts';
import { loadBatchModel } from './load-batch-model.ts';
import { loadTransformer } from './transformer-model.ts';
import type { TransformersPackage } from './transformers-package.ts';

const folder = mkdtempSync(join(tmpdir(), 'hashtide-transformer-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tiny = join(folder, 'tiny');
writeTinyTransformer(tiny);

/** The package's own entry, from this workspace or from the folder in HASHTIDE_TRANSFORMERS; undefined: neither. */
function findPackage(): string | undefined {
  const from = process.env.HASHTIDE_TRANSFORMERS;
  const require = createRequire(from === undefined ? import.meta.url : join(from, 'package.json'));
  try {
    return pathToFileURL(require.resolve('@huggingface/transformers')).href;
  } catch {
    console.info(
      'skipped: @huggingface/transformers is not installed (HASHTIDE_TRANSFORMERS: a folder that has it)',
    );
    return undefined;
  }
}

/**
 * A package of the same face, made for the test, imported from its folder as the real one is: its tokeniser hands the
 * texts through, its classifier knows three words.
 */
function writeFakePackage(config: unknown): () => Promise<TransformersPackage> {
  const path = join(mkdtempSync(join(folder, 'package-')), 'index.mjs');
  const program = `
    export const calls = [];
    export const AutoTokenizer = { from_pretrained: async (...from) => {
      calls.push(from);
      return (texts, options) => ({ texts, options });
    } };
    export const AutoModelForSequenceClassification = { from_pretrained: async (...from) => {
      calls.push(from);
      const classify = async ({ texts, options }) => {
        calls.push({ texts, options });
        const of = (text) => text === 'good' ? [0, 0, 2] : text === 'bad' ? [2, 0, 0] : [0, 1, 0];
        return { logits: { data: Float32Array.from(texts.flatMap(of)) } };
      };
      return Object.assign(classify, { config: ${JSON.stringify(config)} });
    } };`;
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, program);
  return () => import(pathToFileURL(path).href);
}

const id2label = { 0: 'negative', 1: 'neutral', 2: 'positive' };
const callsOf = async (load: () => Promise<TransformersPackage>): Promise<unknown[]> =>
  (await (load() as Promise<unknown> as Promise<{ calls: unknown[] }>)).calls;

describe('with a package made for the test', () => {
  test('labels texts in order; the score is P(positive) − P(negative)', async () => {
    const model = await loadTransformer(undefined, writeFakePackage({ id2label }));
    const share = (Math.E ** 2 - 1) / (Math.E ** 2 + 2);
    const score = Math.round(share * 10_000) / 10_000;
    expect(await model.scoreAll(['bad', 'x', 'good'], 'en')).toEqual([
      { label: 'negative', score: -score, words: [] },
      { label: 'neutral', score: 0, words: [] },
      { label: 'positive', score, words: [] },
    ]);
    expect(await model.scoreAll([])).toEqual([]);
    expect(model).toMatchObject({ name: 'transformer', isFast: false });
  });

  test('names and links are read as in training, long texts cut, half characters mended', async () => {
    const load = writeFakePackage({ id2label, max_position_embeddings: 130 });
    const model = await loadTransformer(undefined, load);
    await model.scoreAll(['hi @bob, @ a@b https://x.y httpx', 'y'.repeat(0x1_0000), '\ud83d']);
    expect((await callsOf(load)).at(-1)).toEqual({
      texts: ['hi @user @ a@b http http', 'y'.repeat(4_096), '\ufffd'],
      options: { padding: true, truncation: true, max_length: 128 },
    });
  });

  test('an id is fetched in its small form; of a folder nothing is fetched', async () => {
    const load = writeFakePackage({ id2label });
    await loadTransformer('someone/model', load);
    await loadTransformer(tiny, load);
    expect(await callsOf(load)).toEqual([
      ['someone/model', { local_files_only: false }],
      ['someone/model', { local_files_only: false, dtype: 'q8' }],
      [tiny, { local_files_only: true }],
      [tiny, { local_files_only: true, dtype: 'fp32' }],
    ]);
  });

  test('the default model knows English; what a given one knows is its user’s to say', async () => {
    const load = writeFakePackage({ id2label });
    const said = await (await loadTransformer(undefined, load)).scoreAll(['good'], 'ja');
    expect(said).toMatchObject([{ label: 'neutral', score: 0, unscored: true }]);
    expect(await (await loadTransformer(tiny, load)).scoreAll(['good'], 'ja')).toMatchObject([
      { label: 'positive' },
    ]);
  });

  test.each([
    ['numbers', { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' }],
    ['short, in capitals', { 0: 'NEG', 1: 'NEU', 2: 'POS' }],
  ])('labels as %s', async (_name, labels) => {
    const model = await loadTransformer(undefined, writeFakePackage({ id2label: labels }));
    expect(await model.scoreAll(['bad'])).toMatchObject([{ label: 'negative' }]);
  });

  test.each(['5 stars', 'constructor', ''])('refuses the label %j', async (label) => {
    const load = writeFakePackage({ id2label: { 0: label, 1: 'neutral' } });
    await expect(loadTransformer(undefined, load)).rejects.toMatchObject({ code: 'TRANSFORMER_LABELS' });
  });

  test('a folder that is not there is not looked for on the Hub', async () => {
    await expect(loadTransformer(join(folder, 'none'), writeFakePackage({ id2label }))).rejects.toMatchObject(
      {
        code: 'TRANSFORMER_UNREADABLE',
        fix: expect.stringContaining('tokenizer.json'),
      },
    );
  });
});

const found = findPackage();

test.skipIf(found !== undefined)('says what to install where it is not', async () => {
  await expect(loadBatchModel('transformer')).rejects.toMatchObject({
    code: 'TRANSFORMERS_NOT_INSTALLED',
    message: expect.stringContaining('@huggingface/transformers'),
    fix: expect.stringContaining('npm install'),
  });
});

describe.skipIf(found === undefined)('with the package itself and a tiny model', () => {
  const importPackage = () => import(found ?? '') as Promise<TransformersPackage>;

  test('labels by the model’s own table', async () => {
    const model = await loadTransformer(tiny, importPackage);
    const texts = ['good good', 'bad day', '@bob', 'see https://x.y', '', 'good '.repeat(5_000), '\ud83d \0'];
    const labels = (await model.scoreAll(texts)).map(({ label }) => label);
    expect(labels).toEqual(['positive', 'negative', 'neutral', 'neutral', 'neutral', 'positive', 'neutral']);
    const [alone] = await model.scoreAll(['good']);
    const share = (Math.E ** 8 - Math.E ** -4) / (Math.E ** 8 + 1 + Math.E ** -4);
    expect(alone?.score).toBeCloseTo(share, 4);
  });

  test.each(['config.json', 'tokenizer.json', 'onnx/model.onnx'])('a damaged %s is told', async (name) => {
    const damaged = mkdtempSync(join(folder, 'damaged-'));
    writeTinyTransformer(damaged);
    writeFileSync(join(damaged, name), 'x');
    await expect(loadTransformer(damaged, importPackage)).rejects.toMatchObject({
      code: 'TRANSFORMER_UNREADABLE',
    });
  });
});

import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText, hostileTexts } from '../test/hostile-texts.ts';
import { hasSharedData, sharedLines } from '../test/shared-data.ts';
import { smallWeights } from '../test/small-weights.ts';
import { encodeLinearWeights } from './linear/linear-weights.ts';
import { createLinearModel, readLinearWeights } from './linear-model.ts';
import type { SentimentModel } from './sentiment-model.ts';

const linear = createLinearModel();
const small = createLinearModel(smallWeights());
const codes = ['negative', 'neutral', 'positive'];
const encoder = new TextEncoder();

function labelOfBytes(model: SentimentModel, text: string, lang?: string): string | undefined {
  const bytes = encoder.encode(`x${text}x`);
  return codes[model.labelOfBytes?.(bytes, 1, bytes.length - 1, lang) ?? -1];
}

test.each([
  ['what a wonderful happy day, love it', 'positive'],
  ['a terrible sad day, hate it', 'negative'],
  ['the shop opens at nine on Monday', 'neutral'],
  ['best birthday ever!!! so excited 😍', 'positive'],
  ['worst service ever, never again', 'negative'],
  ['', 'neutral'],
])('%j is %s', (text, label) => {
  expect(linear.score(text, 'en').label).toBe(label);
});

describe('a result', () => {
  const result = linear.score("I don't love Mondays, but coffee is GREAT!!!", 'en');

  test('has its words when cloned, written as JSON, spread and compared', () => {
    const { label, score } = result;
    const whole = { label, score, words: [...result.words] };
    expect(whole.words.length).toBeGreaterThan(3);
    expect(structuredClone(result)).toEqual(whole);
    expect(JSON.parse(JSON.stringify(result))).toEqual(whole);
    expect({ ...result }).toEqual(whole);
    expect(result).toEqual(whole);
  });

  test('keeps its words though other texts come between', () => {
    const first = linear.score('love this');
    linear.score('hate that');
    expect(first.words.map(({ word }) => word).toSorted()).toEqual(['love', 'this']);
  });

  test('shows a word in reach of a negator with it', () => {
    expect(result.words.map(({ word }) => word)).toContain("don't love");
    expect(result.words.map(({ word }) => word)).toContain('great');
  });
});

describe('words', () => {
  /** ln P(positive) / P(negative), found from the score's parts by arithmetic of its own. */
  function checkSum(model: SentimentModel, text: string, bias: number): void {
    const { words, score, label } = model.score(text);
    const odds = words.reduce((sum, { weight }) => sum + weight, bias);
    const slack = 0.000_6 * (words.length + text.length) + 0.001;
    if (label === 'positive') expect(odds).toBeGreaterThan(-slack);
    if (label === 'negative') expect(odds).toBeLessThan(slack);
    if (Math.abs(odds) > slack) expect(Math.sign(score) * Math.sign(odds)).toBeGreaterThanOrEqual(0);
    expect(words.every(({ weight }) => weight !== 0)).toBe(true);
    const sizes = words.map(({ weight }) => Math.abs(weight));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  }

  test('sum to the way a text leans, but for the bias', () => {
    const weights = smallWeights();
    const bias = weights.positiveBias - weights.negativeBias;
    fc.assert(
      fc.property(anyText, (text) => checkSum(small, text, bias)),
      { numRuns: 1_000 },
    );
  });

  test('sum to the logarithm of P(positive) / P(negative) where neutral is out of the question', () => {
    const weights = { ...smallWeights(), negativeBias: 20, positiveBias: 20 };
    const sure = createLinearModel(weights);
    fc.assert(
      fc.property(anyText, (text) => {
        const { words, score } = sure.score(text);
        const odds = words.reduce((sum, { weight }) => sum + weight, 0);
        const slack = 0.000_3 * text.length + 0.000_2;
        expect(Math.abs(score - Math.tanh(odds / 2))).toBeLessThan(slack);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('languages', () => {
  test.each(['en', 'en-GB', 'EN', 'und', 'qht', 'zxx', '', undefined])('%s is scored', (lang) => {
    expect(linear.score('love it', lang).label).toBe('positive');
    expect(labelOfBytes(linear, 'love it', lang)).toBe('positive');
  });

  test.each(['es', 'ja', 'pt-BR', 'enx', 'constructor'])('%s is not', (lang) => {
    expect(linear.score('love it', lang)).toEqual({ label: 'neutral', score: 0, words: [], unscored: true });
    expect(linear.labelOfBytes?.(encoder.encode('love it'), 0, 7, lang)).toBe(5);
  });
});

describe('UTF-8 gets the label of the string', () => {
  test('for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(labelOfBytes(linear, text)).toBe(linear.score(text).label);
        expect(labelOfBytes(small, text)).toBe(small.score(text).label);
      }),
      { numRuns: 3_000 },
    );
  });

  for (const name of ['unlabelled.txt.gz', 'semeval-val.tsv']) {
    test.skipIf(!hasSharedData(name))(`for ${name}`, () => {
      const different = sharedLines(name).filter(
        (line) => labelOfBytes(linear, line) !== linear.score(line).label,
      );
      expect(different).toEqual([]);
    });
  }
});

describe('hostile texts', () => {
  test.each(hostileTexts)('64 KiB of %s', (_name, text) => {
    const { score, label, words } = linear.score(text);
    expect(codes).toContain(label);
    expect(Math.abs(score)).toBeLessThanOrEqual(1);
    expect(words.every(({ weight }) => Number.isFinite(weight))).toBe(true);
    expect(labelOfBytes(linear, text)).toBe(linear.score(text).label);
  });
});

test('a worker thread says the same', async () => {
  const texts = ['love it', 'hate it', "can't wait!!! 😂", 'the shop opens at nine', ''];
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.url).then(({ createLinearModel }) => {
      const model = createLinearModel();
      parentPort.postMessage(workerData.texts.map((text) => model.score(text)));
    });`;
  const worker = new Worker(source, {
    eval: true,
    workerData: { url: new URL('./linear-model.ts', import.meta.url).href, texts },
  });
  const said = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  expect(said).toEqual(texts.map((text) => structuredClone(linear.score(text))));
  await worker.terminate();
});

test('the weights are at most 1 MB, carry their name and are read once', () => {
  const weights = readLinearWeights();
  expect(weights.name).toBe('linear');
  expect(encodeLinearWeights(weights).length).toBeLessThan(1e6);
  expect(createLinearModel()).toBe(linear);
});

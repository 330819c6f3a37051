import { expect, test } from 'vitest';
import { saysTheSame } from '../test/say-the-same.ts';
import { createAutoModel } from './auto-model.ts';
import { createLexiconModel } from './lexicon-model.ts';
import { createLinearModel } from './linear-model.ts';

const auto = createAutoModel();
const text = 'no good feliz 😂';

test.each([undefined, '', 'und', 'en', 'EN', 'en-GB', 'qme', 'qht', 'qam', 'qct', 'qst', 'zxx', 'art'])(
  '%s goes to linear',
  (lang) => {
    expect(auto.score(text, lang)).toEqual(createLinearModel().score(text));
  },
);

test.each(['es', 'pt-BR', 'nl', 'de', 'fr', 'it', 'ca', 'gl', 'eu'])('%s goes to lexicon', (lang) => {
  expect(auto.score(text, lang)).toEqual(createLexiconModel().score(text, lang));
  expect(auto.score(text, lang).unscored).toBeUndefined();
});

test.each(['ja', 'tr', 'ar', 'hi', 'in', 'iw', 'qqq'])('%s is unscored', (lang) => {
  expect(auto.score(text, lang)).toEqual({ label: 'neutral', score: 0, words: [], unscored: true });
});

test('English can be given another model', () => {
  const stub = { name: 'stub', score: () => ({ label: 'negative', score: -9, words: [] }) as const };
  expect(createAutoModel(stub).score('good', 'en').score).toBe(-9);
  expect(createAutoModel(stub).score('feliz', 'es').score).toBe(3);
});

test.each([undefined, 'en', 'es', 'ja'])('%s: bytes say the same', (lang) => {
  for (const words of [text, 'no good', '😂', '']) expect(saysTheSame(auto, words, lang)).toBe(true);
});

test('an English model that reads no bytes is asked with a text', () => {
  const stub = { name: 'stub', score: () => ({ label: 'negative', score: -9, words: [] }) as const };
  expect(createAutoModel(stub).labelOfBytes?.(Buffer.from('good'), 0, 4, 'en')).toBe(0);
});

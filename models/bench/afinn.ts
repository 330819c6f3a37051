// node models/bench/afinn.ts [FILE]: `afinn` against npm `sentiment`, in turns, in one process, on texts of 200
// characters cut from FILE (one text a line, may be .gz) or made of common and known words. Prints one line a
// round and the median ratio.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { createAfinnModel } from '../src/afinn-model.ts';
import { readAfinnVocabulary } from '../src/afinn-vocabulary.ts';

const textLength = 200;
const numTexts = 5_000;
const numRounds = 9;
/** afinn reads the texts this often a round, so that both rivals work for about as long. */
const afinnLaps = 6;

const Sentiment = createRequire(import.meta.url)('sentiment') as new () => {
  analyze(text: string): { readonly score: number };
};

function textsOfFile(path: string): string[] {
  const bytes = readFileSync(path);
  return cut((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n'));
}

/** One known word in ten: about as many as in tweets. */
function inventedTexts(): string[] {
  const common = 'the a to of in it is at on this that we you they have will just now from with day'.split(
    ' ',
  );
  const known = [...readAfinnVocabulary().weights.keys()];
  let state = 42;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return cut(
    Array.from({ length: numTexts * 50 }, () => {
      const words = below(10) === 0 ? known : common;
      return words[below(words.length)] as string;
    }),
  );
}

/** Pieces joined to texts of exactly `textLength`, each a flat string of its own as JSON.parse makes them. */
function cut(pieces: readonly string[]): string[] {
  const texts: string[] = [];
  let text = '';
  for (const piece of pieces) {
    text += `${piece} `;
    if (text.length < textLength) continue;
    texts.push(JSON.parse(JSON.stringify(text.slice(0, textLength))));
    text = '';
    if (texts.length === numTexts) break;
  }
  return texts;
}

function textsPerSecond(texts: readonly string[], laps: number, score: (text: string) => number): number {
  const start = performance.now();
  let sum = 0;
  for (let lap = 0; lap < laps; lap++) for (const text of texts) sum += score(text);
  const elapsed = performance.now() - start;
  if (Number.isNaN(sum)) throw new Error('a score is not a number');
  return (laps * texts.length * 1_000) / elapsed;
}

const texts = process.argv[2] === undefined ? inventedTexts() : textsOfFile(process.argv[2]);
const afinn = createAfinnModel();
const sentiment = new Sentiment();
const unequal = texts.filter((text) => afinn.score(text).score !== sentiment.analyze(text).score);
console.log(`${texts.length} texts of ${textLength} characters, ${unequal.length} scores differ`);

const ratios: number[] = [];
for (let round = 0; round < numRounds; round++) {
  const theirs = textsPerSecond(texts, 1, (text) => sentiment.analyze(text).score);
  const ours = textsPerSecond(texts, afinnLaps, (text) => afinn.score(text).score);
  ratios.push(ours / theirs);
  const k = (rate: number): string => (rate / 1_000).toFixed(1);
  console.log(`sentiment ${k(theirs)} k/s   afinn ${k(ours)} k/s   ${(ours / theirs).toFixed(2)}×`);
}
ratios.sort((a, b) => a - b);
console.log(`median ${ratios[Math.floor(numRounds / 2)]?.toFixed(2)}×`);

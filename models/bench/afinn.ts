// node models/bench/afinn.ts [FILE]: `afinn`, from strings and from UTF-8, against npm `sentiment`, in turns, in one
// process, on texts of 200 characters cut from FILE (one text a line, may be .gz) or made of common and known words.
// Prints one line a round, then the median ratios, and those of each one's best round, which a busy machine disturbs
// least.
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
const byteLaps = 10;

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

function textsPerSecond(laps: number, score: (index: number) => number): number {
  const start = performance.now();
  let sum = 0;
  for (let lap = 0; lap < laps; lap++) for (let i = 0; i < texts.length; i++) sum += score(i);
  const elapsed = performance.now() - start;
  if (Number.isNaN(sum)) throw new Error('a score is not a number');
  return (laps * texts.length * 1_000) / elapsed;
}

const texts = process.argv[2] === undefined ? inventedTexts() : textsOfFile(process.argv[2]);
const bytes = Buffer.from(texts.join(''));
const starts = [0];
for (const text of texts) starts.push((starts.at(-1) as number) + Buffer.byteLength(text));
const textAt = (index: number): string => texts[index] as string;
const afinn = createAfinnModel();
const { labelOfBytes } = afinn;
if (labelOfBytes === undefined) throw new Error('afinn reads no bytes');
const labelAt = (index: number): number =>
  labelOfBytes(bytes, starts[index] as number, starts[index + 1] as number);
const sentiment = new Sentiment();
const unequal = texts.filter((text, index) => {
  const { score } = sentiment.analyze(text);
  return afinn.score(text).score !== score || labelAt(index) !== Math.sign(score) + 1;
});
console.log(`${texts.length} texts of ${textLength} characters, ${unequal.length} differ`);

const rounds = Array.from({ length: numRounds }, () => {
  const theirs = textsPerSecond(1, (index) => sentiment.analyze(textAt(index)).score);
  const strings = textsPerSecond(afinnLaps, (index) => afinn.score(textAt(index)).score);
  const utf8 = textsPerSecond(byteLaps, labelAt);
  const k = (rate: number): string => (rate / 1_000).toFixed(0);
  console.log(
    `sentiment ${k(theirs)} k/s   afinn ${k(strings)} k/s ${(strings / theirs).toFixed(2)}×   from UTF-8 ${k(utf8)} k/s ${(utf8 / theirs).toFixed(2)}×`,
  );
  return { theirs, strings, utf8 };
});
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
for (const name of ['strings', 'utf8'] as const) {
  const middle = median(rounds.map((round) => round[name] / round.theirs));
  const best =
    Math.max(...rounds.map((round) => round[name])) / Math.max(...rounds.map(({ theirs }) => theirs));
  console.log(`${name}: median ${middle.toFixed(2)}×, best rounds ${best.toFixed(2)}×`);
}

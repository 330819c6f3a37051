import { loadModel } from '@hashtide/models';
import { type BenchTexts, benchTexts, cutTexts } from '../bench-texts.ts';
import type { Benchmark, BenchmarkOptions, Figure } from '../benchmark.ts';
import { type Comparison, compare } from '../compare.ts';
import { encodeTexts } from '../encoded-texts.ts';
import { modelFigure } from './model-figure.ts';
import { sentimentPackage } from './sentiment-package.ts';

const ROUNDS = { rounds: 15, warmUps: 3 };
const LONG_CHARACTERS = 200;
const ASKED_FROM_STRINGS = 6;
const ASKED_FROM_BYTES = 10;
const LABEL_CODES = { negative: 0, neutral: 1, positive: 2 } as const;

export const afinnBenchmarks: readonly Benchmark[] = [
  {
    name: 'models-afinn',
    otherNames: ['score-afinn'],
    work: 'afinn scores tweets, in X’s languages, from strings; scores and labels equal the rival’s',
    rival: 'npm sentiment',
    asked: `≥ ${ASKED_FROM_STRINGS}× as fast, equal on every text`,
    run: (options) => run(options, 'strings'),
  },
  {
    name: 'models-afinn-bytes',
    otherNames: ['score-afinn'],
    work: 'afinn labels tweets, in X’s languages, from UTF-8; labels equal the rival’s',
    rival: 'npm sentiment, from strings',
    asked: `≥ ${ASKED_FROM_BYTES}× as fast, equal on every text`,
    run: (options) => run(options, 'bytes'),
  },
];

type Source = 'strings' | 'bytes';

async function run(options: BenchmarkOptions, from: Source): Promise<Figure> {
  const tweets = benchTexts(options);
  const asIs = await compareOn(tweets, from);
  const asked = from === 'strings' ? ASKED_FROM_STRINGS : ASKED_FROM_BYTES;
  const figure = modelFigure(asIs.comparison, { ...tweets, asked });
  const long = await compareOn(cutTexts(tweets, LONG_CHARACTERS), from);
  return {
    ...figure,
    isMet: figure.isMet && asIs.numDifferent === 0 && long.numDifferent === 0,
    details: [
      ...(figure.details ?? []),
      `${asIs.numDifferent} of ${tweets.texts.length} texts differ`,
      `joined and cut to ${LONG_CHARACTERS} characters: ${long.comparison.ratio.toFixed(2)}× as fast, ${long.numDifferent} differ`,
    ],
  };
}

async function compareOn(
  { texts }: BenchTexts,
  from: Source,
): Promise<{ readonly comparison: Comparison; readonly numDifferent: number }> {
  const afinn = await loadModel('afinn');
  const { labelOfBytes } = afinn;
  if (labelOfBytes === undefined) throw new Error('afinn reads no bytes');
  const { bytes, starts } = encodeTexts(texts);
  const sentiment = sentimentPackage();
  const labelAt = (index: number): number =>
    labelOfBytes(bytes, starts[index] as number, starts[index + 1] as number);
  const numDifferent = texts.filter((text, index) => {
    const theirs = sentiment.analyze(text).score;
    const { score, label } = afinn.score(text);
    const code = Math.sign(theirs) + 1;
    return score !== theirs || LABEL_CODES[label] !== code || labelAt(index) !== code;
  }).length;
  const ofStrings = (): number => {
    let sum = 0;
    for (const text of texts) sum += afinn.score(text).score;
    return sum;
  };
  const ofBytes = (): number => {
    let sum = 0;
    for (let index = 0; index < texts.length; index += 1) sum += labelAt(index);
    return sum;
  };
  const theirs = (): number => {
    let sum = 0;
    for (const text of texts) sum += sentiment.analyze(text).score;
    return sum;
  };
  const comparison = await compare(from === 'strings' ? ofStrings : ofBytes, theirs, ROUNDS);
  return { comparison, numDifferent };
}

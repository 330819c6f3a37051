import { loadModel } from '@hashtide/models';
import { type BenchTexts, benchTexts, cutTexts } from '../bench-texts.ts';
import type { Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { encodeTexts } from '../encoded-texts.ts';
import { modelFigure, rates } from './model-figure.ts';
import { sentimentPackage } from './sentiment-package.ts';

const ROUNDS = { rounds: 15, warmUps: 3 };
const ASKED = 2;
const LONG_CHARACTERS = 200;

export const linearBenchmarks: readonly Benchmark[] = [
  linearBenchmark('models-linear', 'English tweets as they are', (texts) => texts),
  linearBenchmark('models-linear-200', `English texts of ${LONG_CHARACTERS} characters`, (texts) =>
    cutTexts(texts, LONG_CHARACTERS),
  ),
];

/** Against what scores by a list of words: there is nobody in npm who does the same. */
function linearBenchmark(name: string, what: string, prepare: (texts: BenchTexts) => BenchTexts): Benchmark {
  return {
    name,
    work: `linear scores ${what}, from strings`,
    rival: 'npm sentiment',
    asked: `≥ ${ASKED}× as fast`,
    async run(options) {
      const { texts, about } = prepare(benchTexts(options, { lang: 'en' }));
      const linear = await loadModel('linear');
      const { labelOfBytes } = linear;
      if (labelOfBytes === undefined) throw new Error('linear reads no bytes');
      const { bytes, starts } = encodeTexts(texts);
      const sentiment = sentimentPackage();
      const ofStrings = (): number => {
        let sum = 0;
        for (const text of texts) sum += linear.score(text, 'en').score;
        return sum;
      };
      const ofBytes = (): number => {
        let sum = 0;
        for (let index = 0; index < texts.length; index += 1)
          sum += labelOfBytes(bytes, starts[index] as number, starts[index + 1] as number, 'en');
        return sum;
      };
      const theirs = (): number => {
        let sum = 0;
        for (const text of texts) sum += sentiment.analyze(text).score;
        return sum;
      };
      const figure = modelFigure(await compare(ofStrings, theirs, ROUNDS), { texts, about, asked: ASKED });
      const fromBytes = await compare(ofBytes, theirs, ROUNDS);
      const alsoSeen = `labels from UTF-8: ${fromBytes.ratio.toFixed(2)}× as fast; ${rates(fromBytes, texts.length)}`;
      return { ...figure, details: [...(figure.details ?? []), alsoSeen] };
    },
  };
}

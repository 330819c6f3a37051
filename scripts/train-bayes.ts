// node scripts/train-bayes.ts [FILE] [OUT]: trains natural's BayesClassifier on FILE (label<TAB>text a line, may be
// .gz; default ../shared/data/semeval-train.tsv.gz) and writes what it learnt to OUT (default
// models/weights/bayes.json.gz): for each stem, how many tweets of each label hold it. Stems of fewer than
// MIN_TWEETS tweets, links and @names are left out, so that no tweet can be read back. The same FILE gives the
// same numbers; all of it is used, in the file's order.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BayesWeights } from '../models/src/bayes-weights.ts';
import { porterStems } from '../models/src/porter-stems.ts';
import { readExamples } from '../models/src/read-examples.ts';
import type { Label } from '../models/src/sentiment-model.ts';

const MIN_TWEETS = 10;

/** The part of natural's classifier that is used here. */
interface NaturalBayes {
  readonly features: Record<string, number>;
  readonly classifier: {
    readonly classFeatures: Record<Label, Record<number, number>>;
    readonly classTotals: Record<Label, number>;
    readonly totalExamples: number;
  };
  addDocument(stems: string[], label: Label): void;
  train(): void;
}

const BayesClassifier = createRequire(new URL('../models/package.json', import.meta.url))(
  'natural/lib/natural/classifiers/bayes_classifier',
) as new () => NaturalBayes;

const [
  file = '../shared/data/semeval-train.tsv.gz',
  out = fileURLToPath(new URL('../models/weights/bayes.json.gz', import.meta.url)),
] = process.argv.slice(2);
const bytes = readFileSync(file);
const examples = readExamples((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));

const documents = examples.map(({ label, text }) => ({ label, stems: [...new Set(porterStems(text))] }));
const numTweetsOf = new Map<string, number>();
for (const { stems } of documents) {
  for (const stem of stems) numTweetsOf.set(stem, (numTweetsOf.get(stem) ?? 0) + 1);
}
// natural keeps its features in an object literal: a name of Object.prototype would not count.
const isKept = (stem: string): boolean => (numTweetsOf.get(stem) ?? 0) >= MIN_TWEETS && !(stem in {});

const natural = new BayesClassifier();
for (const { label, stems } of documents) natural.addDocument(stems.filter(isKept), label);
natural.train();

const { classFeatures, classTotals, totalExamples } = natural.classifier;
const labels = Object.keys(classFeatures) as Label[];
const stems = Object.keys(natural.features);
const weights: BayesWeights = {
  v: 1,
  labels,
  classTotals: labels.map((label) => classTotals[label]),
  totalExamples,
  stems,
  numTweets: labels.map((label) => stems.map((_, feature) => (classFeatures[label][feature] ?? 1) - 1)),
};
const packed = gzipSync(JSON.stringify(weights), { level: 9 });
writeFileSync(out, packed);
console.log(
  `${examples.length} tweets, ${stems.length} stems of at least ${MIN_TWEETS} tweets: ${out}, ${packed.length} bytes`,
);

// node models/bench/models.ts FILE: every model on FILE (label<TAB>text a line): macro-averaged recall, the recall of
// each label, and tweets/s on one core once warm; then the speed of `lexicon` when told that they are Spanish.
import { readFileSync } from 'node:fs';
import { evaluate } from '../src/evaluate.ts';
import { loadModel, modelNames } from '../src/load-model.ts';
import { readExamples } from '../src/read-examples.ts';

const warmLaps = 3;

const file = process.argv[2];
if (file === undefined) throw new Error('usage: node models/bench/models.ts FILE');
const examples = readExamples(readFileSync(file, 'utf8'));
const percent = (share: number | null): string => (share === null ? '–' : (share * 100).toFixed(1));
const now = () => performance.now();

console.log(`${examples.length} examples`);
for (const name of modelNames) {
  const start = performance.now();
  const model = await loadModel(name);
  model.score('good', 'en');
  const loadMs = performance.now() - start;
  for (let lap = 0; lap < warmLaps; lap++) evaluate(model, examples);
  const { macroRecall, accuracy, f1PositiveNegative, recall, tweetsPerSecond } = evaluate(model, examples, {
    now,
  });
  console.log(
    [
      name.padEnd(8),
      `macro recall ${percent(macroRecall)}`,
      `(negative ${percent(recall.negative)}, neutral ${percent(recall.neutral)}, positive ${percent(recall.positive)})`,
      `accuracy ${percent(accuracy)}`,
      `F1 ${percent(f1PositiveNegative)}`,
      `${Math.round(tweetsPerSecond ?? 0).toLocaleString('en')} tweets/s`,
      `loaded in ${loadMs.toFixed(0)} ms`,
    ].join('  '),
  );
}

const lexicon = await loadModel('lexicon');
const laps = Array.from(
  { length: warmLaps },
  () => evaluate(lexicon, examples, { lang: 'es', now }).tweetsPerSecond,
);
console.log(`lexicon in Spanish  ${Math.round(laps.at(-1) ?? 0).toLocaleString('en')} tweets/s`);

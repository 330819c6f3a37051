// npm run train: trains the model `linear` on ../shared/data and writes models/weights/linear.bin. The same files give
// the same bytes on every machine.
//
//   npm run train -- --data FILE [--out FILE]   a model of your own, for `--model FILE`: label<TAB>text a line, SemEval's
//                                               files or Sentiment140's CSV; --data may be given several times
//   npm run train -- --cv 5                     how good it is: each text labelled by a model that has not seen it
//   npm run train -- --hold-out twitter-2016test   the same of a source (third column) that was left out
//
//   --name NAME        what the model is called; default: `linear`, or the name of OUT
//   --teacher FILE     soft labels of a teacher; default: scripts/train/teacher/labels.bin where it is
//   --set KEY=NUMBER   another recipe: see recipe.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeLinearWeights } from '../../models/src/linear/linear-weights.ts';
import { assess, percent, temperOf } from './assess.ts';
import { commonWords } from './common-words.ts';
import { readTrainingTexts, type TrainingText } from './examples.ts';
import { type Learner, learn, toModel } from './learn.ts';
import { readLexicons } from './lexicons.ts';
import { makeMatrix } from './matrix.ts';
import { readCorpus, readLines } from './read-corpus.ts';
import { recipe as committedRecipe, type Recipe } from './recipe.ts';
import { readTeacherLabels } from './teacher-labels.ts';

const maxCommonWords = 30_000;
/** One text in so many is left out to calibrate with. */
const calibrationFolds = 5;

const { values } = parseArgs({
  options: {
    data: { type: 'string', multiple: true },
    out: { type: 'string' },
    name: { type: 'string' },
    cv: { type: 'string' },
    'hold-out': { type: 'string', multiple: true },
    teacher: { type: 'string' },
    'no-teacher': { type: 'boolean', default: false },
    set: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
  },
});

const repository = new URL('../../', import.meta.url);
const pathOf = (path: string): string => fileURLToPath(new URL(path, repository));
const sharedFile = (name: string): string => pathOf(`../shared/data/${name}`);
const goldFile = sharedFile('semeval-train.tsv.gz');
const emoticonFile = sharedFile('distant-emoticon.tsv.gz');
const unlabelledFile = sharedFile('unlabelled.txt.gz');

const start = performance.now();
const say = (line: string): void => {
  console.log(`${((performance.now() - start) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
};

const recipe = { ...committedRecipe, ...Object.fromEntries(values.set.map(readSetting)) };
const learner = prepare();
const { texts } = learner;
const goldRows = [...texts.keys()].filter((row) => (texts[row] as TrainingText).gold >= 0);

if (values['hold-out'] !== undefined) {
  const isHeldOut = (row: number): boolean =>
    (values['hold-out'] ?? []).includes((texts[row] as TrainingText).source);
  const heldOut = goldRows.filter(isHeldOut);
  if (heldOut.length === 0) throw new Error(`no text is of ${values['hold-out'].join(', ')}`);
  say(`held out: ${percent(test(heldOut).assessment)} of ${heldOut.length} texts`);
} else if (values.cv !== undefined) {
  const numFolds = Number(values.cv);
  if (!Number.isInteger(numFolds) || numFolds < 2)
    throw new Error(`--cv is ${values.cv}; it must be 2 or more`);
  let sum = 0;
  for (let fold = 0; fold < numFolds; fold++) {
    const { assessment, temper } = test(foldOf(goldRows, fold, numFolds));
    sum += assessment.macroRecall;
    say(`fold ${fold + 1} of ${numFolds}: ${percent(assessment)}, temper ${temper}`);
  }
  say(`macro recall, mean: ${((100 * sum) / numFolds).toFixed(2)}`);
} else {
  const { assessment, temper } = test(foldOf(goldRows, 0, calibrationFolds));
  say(
    `without a ${calibrationFolds}th, of that ${calibrationFolds}th: ${percent(assessment)}, temper ${temper}`,
  );
  const file = encodeLinearWeights(toModel(learner, learn(learner, [...texts.keys()]), temper));
  const out = values.out ?? (values.data === undefined ? pathOf('models/weights/linear.bin') : 'model.bin');
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, file);
  say(`${out}: ${file.length} bytes`);
}

function prepare(): Learner {
  const own = values.data;
  const teacher = values['no-teacher']
    ? []
    : readTeacherLabels(values.teacher ?? pathOf('scripts/train/teacher/labels.bin'));
  const found =
    own === undefined
      ? readTrainingTexts(
          {
            gold: [goldFile],
            distant: [emoticonFile],
            unlabelled: [unlabelledFile],
          },
          teacher,
        )
      : readTrainingTexts({ gold: own, distant: [], unlabelled: [] }, []);
  say(`${found.length} texts, ${found.filter(({ taught }) => taught !== undefined).length} of them taught`);
  const all = found.map(({ text }) => text);
  return {
    texts: found,
    matrix: makeMatrix(all, { ...recipe, lexicons: readLexicons() }),
    commonWords: commonWords(own === undefined ? allSharedTexts() : all, maxCommonWords),
    recipe,
    name: values.name ?? (own === undefined ? 'linear' : basename(values.out ?? 'model.bin', '.bin')),
    ...(values.verbose ? { log: say } : {}),
  };
}

function* allSharedTexts(): Iterable<string> {
  for (const name of [goldFile, emoticonFile]) for (const { text } of readCorpus(name)) yield text;
  yield* readLines(unlabelledFile);
}

/** Trains without some of the texts, and says how those are labelled. */
function test(heldOut: readonly number[]) {
  const isHeldOut = new Set(heldOut);
  const learnt = learn(
    learner,
    [...texts.keys()].filter((row) => !isHeldOut.has(row)),
  );
  const assessment = assess(
    toModel(learner, learnt),
    heldOut.map((row) => texts[row] as TrainingText),
  );
  return { assessment, temper: temperOf(learner.matrix, learnt.weights, texts, heldOut) };
}

function foldOf(rows: readonly number[], fold: number, numFolds: number): number[] {
  return rows.filter((_, i) => i % numFolds === fold);
}

function readSetting(setting: string): [string, number] {
  const [key = '', value] = setting.split('=', 2);
  if (!(key in committedRecipe) || !Number.isFinite(Number(value))) {
    throw new Error(
      `--set ${setting}: it must be KEY=NUMBER, KEY one of ${Object.keys(committedRecipe).join(', ')}`,
    );
  }
  return [key, Number(value)] satisfies [string, Recipe[keyof Recipe]];
}

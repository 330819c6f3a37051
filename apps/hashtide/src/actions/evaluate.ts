import type { Writable } from 'node:stream';
import {
  type BatchModel,
  bootstrapMacroRecall,
  type Evaluation,
  type Example,
  evaluateBatches,
  keepWorstMistakes,
  loadBatchModel,
  modelNames,
  readExampleFile,
} from '@hashtide/models';
import type { EvaluateOptions } from '../commands/evaluate.ts';
import { evaluationTable, type Measured } from './evaluation-table.ts';

/** A fast model is timed again until it has worked so long, and its best time counts: the first runs compile it. */
const timedMs = 300;
const mostLaps = 50;
const timedExamples = 20_000;

const now = (): number => performance.now();

/** `hashtide evaluate`: how good models are on labelled lines. */
export async function evaluateFile(file: string, options: EvaluateOptions, output: Writable): Promise<void> {
  const { lang, errors, json } = options;
  // A wrong name is told before a long file is read.
  const models: BatchModel[] = [];
  for (const name of new Set(options.model ?? modelNames)) models.push(await loadBatchModel(name));
  const examples = await readExampleFile(file);

  const all: Measured[] = [];
  for (const model of models) {
    const worst = keepWorstMistakes(errors ?? 0);
    const result = await evaluateBatches(model, examples, {
      lang,
      now,
      onScored: (example, said) => worst.add(example, said),
    });
    all.push({
      ...result,
      ...(model.isFast ? await speedOf(model, examples, lang) : {}),
      macroRecallInterval: bootstrapMacroRecall(result.confusion),
      ...(errors === undefined ? {} : { errors: worst.all() }),
    });
  }
  output.write(
    json
      ? `${JSON.stringify({ v: 1, file, ...all[0], ...(all.length > 1 ? { models: all } : {}) })}\n`
      : evaluationTable(file, all),
  );
}

async function speedOf(
  model: BatchModel,
  examples: readonly Example[],
  lang: string | undefined,
): Promise<Pick<Evaluation, 'tweetsPerSecond'>> {
  const some = examples.slice(0, timedExamples);
  let best = 0;
  const start = now();
  for (let lap = 0; lap < mostLaps && now() - start < timedMs; lap++) {
    best = Math.max(best, (await evaluateBatches(model, some, { lang, now })).tweetsPerSecond ?? 0);
  }
  return best === 0 ? {} : { tweetsPerSecond: best };
}

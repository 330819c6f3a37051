import { ModelError } from './model-error.ts';
import type { Example } from './parse-example.ts';
import type { BatchModel, Sentiment, SentimentModel } from './sentiment-model.ts';
import { type Evaluation, makeTally } from './tally.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** BCP 47 tag given to the model with every text; default: unknown. */
  readonly lang?: string | undefined;
  /** A monotonic clock in ms, such as `() => performance.now()`, to measure tweetsPerSecond with. */
  readonly now?: () => number;
}

/** Options of {@link evaluateBatches}. */
export interface EvaluateBatchesOptions extends EvaluateOptions {
  /** Is given each example with what the model said of it. */
  readonly onScored?: (example: Example, said: Sentiment) => void;
}

/** How many texts a model gets at a time. */
const batchSize = 64;

/**
 * Lets a model label examples and counts how often it agrees.
 *
 * @throws {ModelError} `NO_EXAMPLES` when there is none
 */
export function evaluate(
  model: SentimentModel,
  examples: readonly Example[],
  { lang, now }: EvaluateOptions = {},
): Evaluation {
  requireExamples(examples);
  const tally = makeTally(model.name);
  const start = now?.() ?? 0;
  for (const { label, text } of examples) tally.add(label, model.score(text, lang));
  return tally.result((now?.() ?? 0) - start);
}

/**
 * As {@link evaluate}, of a model that takes many texts at a time and answers later. Only the model is timed.
 *
 * @throws {ModelError} `NO_EXAMPLES` when there is none
 */
export async function evaluateBatches(
  model: BatchModel,
  examples: readonly Example[],
  { lang, now, onScored }: EvaluateBatchesOptions = {},
): Promise<Evaluation> {
  requireExamples(examples);
  const tally = makeTally(model.name);
  let elapsedMs = 0;
  for (let first = 0; first < examples.length; first += batchSize) {
    const batch = examples.slice(first, first + batchSize);
    const texts = batch.map(({ text }) => text);
    const start = now?.() ?? 0;
    const said = await model.scoreAll(texts, lang);
    elapsedMs += (now?.() ?? 0) - start;
    batch.forEach((example, i) => {
      tally.add(example.label, said[i] as Sentiment);
      onScored?.(example, said[i] as Sentiment);
    });
  }
  return tally.result(elapsedMs);
}

function requireExamples(examples: readonly Example[]): void {
  if (examples.length > 0) return;
  throw new ModelError('NO_EXAMPLES', 'there are 0 examples; at least 1 is needed', {
    fix: 'Give a file with label<TAB>text on each line.',
  });
}

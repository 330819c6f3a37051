export type { Interval } from './bootstrap.ts';
export { bootstrapMacroRecall } from './bootstrap.ts';
export type { EvaluateBatchesOptions, EvaluateOptions } from './evaluate.ts';
export { evaluate, evaluateBatches } from './evaluate.ts';
export { loadBatchModel } from './load-batch-model.ts';
export { loadModel, modelNames } from './load-model.ts';
export type { ModelErrorOptions } from './model-error.ts';
export { ModelError } from './model-error.ts';
export type { Example } from './parse-example.ts';
export { readExampleFile } from './read-example-file.ts';
export { readExamples } from './read-examples.ts';
export type {
  BatchModel,
  Label,
  LabelCode,
  ScoredWord,
  Sentiment,
  SentimentModel,
} from './sentiment-model.ts';
export type { ByLabel, Evaluation } from './tally.ts';
export type { Mistake } from './worst-mistakes.ts';
export { keepWorstMistakes } from './worst-mistakes.ts';

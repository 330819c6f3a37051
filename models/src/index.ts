export type { ByLabel, EvaluateOptions, Evaluation } from './evaluate.ts';
export { evaluate } from './evaluate.ts';
export { loadModel, modelNames } from './load-model.ts';
export type { ModelErrorOptions } from './model-error.ts';
export { ModelError } from './model-error.ts';
export type { Example } from './read-examples.ts';
export { readExamples } from './read-examples.ts';
export type { Label, ScoredWord, Sentiment, SentimentModel } from './sentiment-model.ts';

import { loadModel } from './load-model.ts';
import type { BatchModel, SentimentModel } from './sentiment-model.ts';

/**
 * Loads a model by its name to label many texts at a time: each that {@link loadModel} knows, and `transformer`.
 *
 * @param name one of `modelNames`, `transformer`, or `transformer:` and a folder or an id of the Hugging Face Hub
 * @throws {ModelError} as `loadModel` and `loadTransformer` do
 */
export async function loadBatchModel(name: string): Promise<BatchModel> {
  const [kind, ...source] = name.split(':');
  if (kind !== 'transformer') return batchModelOf(await loadModel(name));
  const { loadTransformer } = await import('./transformer-model.ts');
  return loadTransformer(source.length === 0 ? undefined : source.join(':'));
}

/** Each text on its own, one after the other. */
function batchModelOf(model: SentimentModel): BatchModel {
  return {
    name: model.name,
    isFast: true,
    scoreAll: (texts, lang) => Promise.resolve(texts.map((text) => model.score(text, lang))),
  };
}

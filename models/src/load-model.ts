import { closestMatch } from 'leven';
import { ModelError } from './model-error.ts';
import type { SentimentModel } from './sentiment-model.ts';

/** Each model's code and weights are loaded only when it is asked for. */
const loaders: ReadonlyMap<string, () => Promise<SentimentModel>> = new Map([
  ['auto', async () => (await import('./auto-model.ts')).createAutoModel()],
  ['linear', async () => (await import('./linear-model.ts')).createLinearModel()],
  ['afinn', async () => (await import('./afinn-model.ts')).createAfinnModel()],
  ['lexicon', async () => (await import('./lexicon-model.ts')).createLexiconModel()],
  ['bayes', async () => (await import('./bayes-model.ts')).createBayesModel()],
]);

/** The models there are, the default first. */
export const modelNames: readonly string[] = [...loaders.keys()];

/** A path, and no name: weights of one's own. */
const weightsFile = /[/\\]|\.bin$/;

/**
 * Loads a model by its name, or the classifier whose weights `npm run train` wrote into a file.
 *
 * @param name one of {@link modelNames}, or a path: with a slash in it, or ending in `.bin`
 * @throws {ModelError} `UNKNOWN_MODEL` unless the name is one of {@link modelNames}; `MODEL_TOO_SLOW` for
 *   `transformer`, which `loadBatchModel` loads; `MODEL_UNREADABLE`, `BAD_WEIGHTS` and `OTHER_WEIGHTS` for a path
 */
export async function loadModel(name: string): Promise<SentimentModel> {
  const load = loaders.get(name);
  if (load !== undefined) return load();
  if (name.split(':', 1)[0] === 'transformer') {
    throw new ModelError('MODEL_TOO_SLOW', 'the model "transformer" is for score and evaluate', {
      fix: 'A stream is counted with "auto": a transformer would fall behind it.',
    });
  }
  if (weightsFile.test(name)) return loadWeights(name);
  const nearest = closestMatch(name.toLowerCase(), [...modelNames, 'transformer'], {
    maxDistance: Math.min(3, name.length / 2),
  });
  throw new ModelError(
    'UNKNOWN_MODEL',
    `there is no model ${JSON.stringify(name.slice(0, 40))}; it must be one of ${modelNames.join(', ')}, or, for score and evaluate, transformer`,
    nearest === undefined ? {} : { fix: `Did you mean "${nearest}"?` },
  );
}

async function loadWeights(path: string): Promise<SentimentModel> {
  const { createLinearModel, readLinearWeights } = await import('./linear-model.ts');
  try {
    return createLinearModel(readLinearWeights(path));
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new ModelError(
      'MODEL_UNREADABLE',
      `the model ${path} cannot be read: ${(cause as Error).message}`,
      {
        cause,
        fix: 'Make one from labelled lines: npm run train -- --data FILE --out model.bin',
      },
    );
  }
}

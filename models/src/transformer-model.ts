import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { isEnglishOrUnknown, primaryLanguage } from './language.ts';
import { ModelError } from './model-error.ts';
import type { BatchModel, Label, Sentiment } from './sentiment-model.ts';
import {
  importTransformers,
  type SequenceClassifier,
  type Tokeniser,
  type TransformersPackage,
} from './transformers-package.ts';
import { unscored } from './unscored.ts';

/** A RoBERTa trained on tweets (CardiffNLP's `twitter-roberta-base-sentiment-latest`), as ONNX. English. */
const defaultSource = 'Xenova/twitter-roberta-base-sentiment-latest';
/** A RoBERTa has 514 places and uses 512 of them. */
const usualPlaces = 514;
const unusedPlaces = 2;
/** More than 512 tokens need; what is behind would be cut off anyway. */
const mostCharacters = 4_096;

/** How the models of the Hub name their labels. */
const labelNames: ReadonlyMap<string, Label> = new Map([
  ['negative', 'negative'],
  ['neg', 'negative'],
  ['label_0', 'negative'],
  ['neutral', 'neutral'],
  ['neu', 'neutral'],
  ['label_1', 'neutral'],
  ['positive', 'positive'],
  ['pos', 'positive'],
  ['label_2', 'positive'],
]);

/**
 * Loads a transformer through the optional package `@huggingface/transformers`: far slower than the other
 * models, and better. It answers later and many texts at a time, so it is for `score` and `evaluate`.
 *
 * `score`: P(positive) − P(negative), −1 to 1 in steps of 0.0001; its sign need not be the label's. `words` is
 * empty: what moved it is not to be read off.
 *
 * @param source a folder with `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model.onnx` or
 *   `onnx/model_quantized.onnx` (nothing is fetched then), or an id of the Hugging Face Hub, which is fetched once and
 *   kept; default: a Twitter RoBERTa, English only, so that a text in another language is unscored
 * @throws {ModelError} `TRANSFORMERS_NOT_INSTALLED`, `TRANSFORMER_UNREADABLE`, `TRANSFORMER_LABELS`
 */
export async function loadTransformer(
  source?: string,
  importPackage: () => Promise<TransformersPackage> = importTransformers,
): Promise<BatchModel> {
  const [tokenise, classify] = await open(await importPackage(), source ?? defaultSource);
  const labels = labelsOf(classify.config.id2label);
  const places = classify.config.max_position_embeddings ?? usualPlaces;
  const options = { padding: true, truncation: true, max_length: places - unusedPlaces } as const;
  const isEnglishOnly = source === undefined;
  return {
    name: source === undefined ? 'transformer' : `transformer:${source}`,
    isFast: false,
    async scoreAll(texts, lang) {
      if (isEnglishOnly && !isEnglishOrUnknown(primaryLanguage(lang))) return texts.map(() => unscored);
      if (texts.length === 0) return [];
      const { logits } = await classify(tokenise(texts.map(asTrainedOn), options));
      return texts.map((_, i) =>
        sentimentOf(logits.data.subarray(i * labels.length, (i + 1) * labels.length), labels),
      );
    },
  };
}

/** Names and links as the model saw them in training, where they were nobody's. */
function asTrainedOn(text: string): string {
  return text
    .slice(0, mostCharacters)
    .toWellFormed()
    .split(' ')
    .map((word) => {
      if (word.length > 1 && word.startsWith('@')) return '@user';
      return word.startsWith('http') ? 'http' : word;
    })
    .join(' ');
}

function sentimentOf(logits: Float32Array, labels: readonly Label[]): Sentiment {
  const highest = Math.max(...logits);
  const odds = Array.from(logits, (logit) => Math.exp(logit - highest));
  const total = odds.reduce((sum, odd) => sum + odd, 0);
  const share = { negative: 0, neutral: 0, positive: 0 };
  labels.forEach((label, i) => {
    share[label] += (odds[i] as number) / total;
  });
  let label: Label = 'neutral';
  if (share.negative > share[label]) label = 'negative';
  if (share.positive > share[label]) label = 'positive';
  return { label, score: Math.round((share.positive - share.negative) * 10_000) / 10_000 + 0, words: [] }; // no −0
}

function labelsOf(id2label: Readonly<Record<string, string>>): Label[] {
  return Object.keys(id2label)
    .toSorted((a, b) => Number(a) - Number(b))
    .map((id) => {
      const name = id2label[id] ?? '';
      const label = labelNames.get(name.toLowerCase());
      if (label !== undefined) return label;
      const message = `the transformer has a label ${JSON.stringify(name.slice(0, 40))}`;
      throw new ModelError('TRANSFORMER_LABELS', message, {
        fix: 'Take a model whose labels are negative, neutral and positive.',
      });
    });
}

async function open(
  { AutoModelForSequenceClassification, AutoTokenizer }: TransformersPackage,
  source: string,
): Promise<[Tokeniser, SequenceClassifier]> {
  const isFolder = existsSync(source) && statSync(source).isDirectory();
  const place = isFolder ? resolve(source) : source;
  const isWhole = isFolder && existsSync(join(place, 'onnx', 'model.onnx'));
  try {
    if (!isFolder && (isAbsolute(source) || source.startsWith('.')))
      throw new Error('there is no such folder');
    return [
      await AutoTokenizer.from_pretrained(place, { local_files_only: isFolder }),
      await AutoModelForSequenceClassification.from_pretrained(place, {
        local_files_only: isFolder,
        dtype: isWhole ? 'fp32' : 'q8',
      }),
    ];
  } catch (cause) {
    const reason = (cause as Error).message.split('\n', 1)[0]?.slice(0, 300);
    throw new ModelError('TRANSFORMER_UNREADABLE', `the transformer ${source} cannot be loaded: ${reason}`, {
      cause,
      fix: 'Without a network give a folder, --model transformer:FOLDER, with config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx.',
    });
  }
}

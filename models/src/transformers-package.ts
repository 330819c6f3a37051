import { ModelError } from './model-error.ts';

/** Texts as numbers, as the classifier takes them. */
type Tokens = Readonly<Record<string, unknown>>;

export type Tokeniser = (
  texts: readonly string[],
  options: { readonly padding: boolean; readonly truncation: boolean; readonly max_length: number },
) => Tokens;

/** Gives `numLabels` logits for each text, one text after the other. */
export interface SequenceClassifier {
  (tokens: Tokens): Promise<{ readonly logits: { readonly data: Float32Array } }>;
  readonly config: {
    readonly id2label: Readonly<Record<string, string>>;
    readonly max_position_embeddings?: number;
  };
}

interface FileOptions {
  readonly local_files_only: boolean;
}

/** What is used of `@huggingface/transformers`. */
export interface TransformersPackage {
  readonly AutoTokenizer: { from_pretrained(source: string, options: FileOptions): Promise<Tokeniser> };
  readonly AutoModelForSequenceClassification: {
    from_pretrained(
      source: string,
      options: FileOptions & { readonly dtype: 'fp32' | 'q8' },
    ): Promise<SequenceClassifier>;
  };
}

/** An optional peer dependency: half a gigabyte that nobody should get without asking. */
const packageName: string = '@huggingface/transformers';

/**
 * Imports the package from where hashtide is installed.
 *
 * @throws {ModelError} `TRANSFORMERS_NOT_INSTALLED`
 */
export async function importTransformers(): Promise<TransformersPackage> {
  try {
    return (await import(packageName)) as TransformersPackage;
  } catch (cause) {
    throw new ModelError(
      'TRANSFORMERS_NOT_INSTALLED',
      `the model "transformer" needs the package ${packageName}, which is not to be had: ${(cause as Error).message.split('\n', 1)[0]?.slice(0, 120)}`,
      {
        cause,
        fix: `Install it beside hashtide (about 500 MB, no install script is needed): npm install --ignore-scripts ${packageName}@4; with npm install -g where hashtide is global.`,
      },
    );
  }
}

import { collectFeatures, type Features, makeFeatures } from '../../models/src/linear/collect-features.ts';
import { sharedTokeniser } from '../../models/src/tokeniser/tokeniser.ts';
import type { Lexicons } from './lexicons.ts';
import { Vocabulary } from './vocabulary.ts';

/** Which features texts have, a row a text. */
export interface Matrix {
  readonly numRows: number;
  readonly numColumns: number;
  /** Columns before this are of words, the others of units. */
  readonly firstUnit: number;
  /** By column: the feature's spread hash. */
  readonly hashes: Uint32Array;
  /** Row r has the columns `columns[starts[r]]` to before `columns[starts[r + 1]]`: first words, then units. */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  /** Where a row's units begin. */
  readonly unitStarts: Uint32Array;
  /** What a feature counts in a row's words, and in its units. */
  readonly wordScales: Float64Array;
  readonly unitScales: Float64Array;
  /** By column: 1 if it is of a token alone. */
  readonly isToken: Uint8Array;
  readonly lexicons: Lexicons;
  /** By column of a word: where in {@link lexiconValues} stands what the lexicons say of it; −1: they say nothing. */
  readonly lexiconStarts: Int32Array;
  readonly lexiconValues: Float64Array;
  /** By row: the sums of what the lexicons say of its words. */
  readonly lexiconSums: Float64Array;
}

export interface MatrixOptions {
  /** What units count beside words: 0 to about 1. */
  readonly unitGain: number;
  /** A feature that all texts have fewer times has no column. */
  readonly minCount: number;
  /** Their words have columns however rare they are. */
  readonly lexicons: Lexicons;
}

/**
 * The features of texts: the model's own, so that training and running see the same. A row is scaled by all of its
 * features, those without a column among them, as the model does.
 */
export function makeMatrix(texts: readonly string[], options: MatrixOptions): Matrix {
  const { unitGain, minCount, lexicons } = options;
  const allWords = new Vocabulary();
  const allUnits = new Vocabulary();
  for (const features of featuresOf(texts)) {
    for (let i = 0; i < features.numWords; i++) allWords.count(features.words[i] as number);
    for (let i = 0; i < features.numUnits; i++) allUnits.count(features.units[i] as number);
  }
  for (const hash of lexicons.values.keys()) for (let i = 0; i < minCount; i++) allWords.count(hash);
  const words = allWords.atLeast(minCount);
  const units = allUnits.atLeast(minCount);

  const numRows = texts.length;
  const starts = new Uint32Array(numRows + 1);
  const unitStarts = new Uint32Array(numRows);
  const wordScales = new Float64Array(numRows);
  const unitScales = new Float64Array(numRows);
  const lexiconSums = new Float64Array(numRows * lexicons.width);
  const isToken = new Uint8Array(words.size);
  let columns = new Uint32Array(300 * numRows + 1_000);
  let length = 0;
  let row = 0;
  for (const features of featuresOf(texts)) {
    const { numWords, numUnits } = features;
    if (length + numWords + numUnits > columns.length) {
      const larger = new Uint32Array(2 * columns.length + numWords + numUnits);
      larger.set(columns);
      columns = larger;
    }
    for (let i = 0; i < numWords; i++) {
      const hash = features.words[i] as number;
      const id = words.idOf(hash);
      if (id >= 0) {
        columns[length++] = id;
        isToken[id] = (isToken[id] as number) | (features.isToken[i] as number);
      }
      lexicons.values.get(hash)?.forEach((value, k) => {
        const at = row * lexicons.width + k;
        lexiconSums[at] = (lexiconSums[at] as number) + value;
      });
    }
    unitStarts[row] = length;
    for (let i = 0; i < numUnits; i++) {
      const id = units.idOf(features.units[i] as number);
      if (id >= 0) columns[length++] = words.size + id;
    }
    wordScales[row] = numWords === 0 ? 0 : 1 / Math.sqrt(numWords);
    unitScales[row] = numUnits === 0 ? 0 : unitGain / Math.sqrt(numUnits);
    row += 1;
    starts[row] = length;
  }
  return {
    numRows,
    numColumns: words.size + units.size,
    firstUnit: words.size,
    hashes: Uint32Array.from({ length: words.size + units.size }, (_, column) =>
      column < words.size ? words.hashOf(column) : units.hashOf(column - words.size),
    ),
    starts,
    columns: columns.slice(0, length),
    unitStarts,
    wordScales,
    unitScales,
    isToken,
    lexicons,
    ...lexiconTable(words, lexicons),
    lexiconSums,
  };
}

function lexiconTable(words: Vocabulary, { width, values }: Lexicons) {
  const lexiconStarts = new Int32Array(words.size).fill(-1);
  const lexiconValues = new Float64Array(values.size * width);
  let length = 0;
  for (const [hash, said] of values) {
    lexiconStarts[words.idOf(hash)] = length;
    lexiconValues.set(said, length);
    length += width;
  }
  return { lexiconStarts, lexiconValues };
}

/** The same object each time, filled anew. */
function* featuresOf(texts: readonly string[]): Iterable<Features> {
  const { tokens, read } = sharedTokeniser();
  const features = makeFeatures();
  for (const text of texts) {
    read(text);
    collectFeatures(tokens, features);
    yield features;
  }
}

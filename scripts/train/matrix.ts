import {
  type CollectorOptions,
  collectFeatures,
  makeFeatures,
} from '../../models/src/linear/collect-features.ts';
import { sharedTokeniser } from '../../models/src/tokeniser/tokeniser.ts';

/** Which features texts have, a row a text. */
export interface Matrix {
  readonly numRows: number;
  readonly numColumns: number;
  /** Row r has the columns `columns[starts[r]]` to before `columns[starts[r + 1]]`: first words, then units. */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  /** Where a row's units begin. */
  readonly unitStarts: Uint32Array;
  /** What a feature counts in a row's words, and in its units. */
  readonly wordScales: Float64Array;
  readonly unitScales: Float64Array;
}

export interface MatrixOptions extends CollectorOptions {
  /** What units count beside words: 0 to about 1. */
  readonly unitGain: number;
}

/** The features of texts: the model's own, so that training and running see the same. */
export function makeMatrix(texts: readonly string[], options: MatrixOptions): Matrix {
  const tokeniser = sharedTokeniser();
  const features = makeFeatures();
  const numRows = texts.length;
  const starts = new Uint32Array(numRows + 1);
  const unitStarts = new Uint32Array(numRows);
  const wordScales = new Float64Array(numRows);
  const unitScales = new Float64Array(numRows);
  const firstUnit = 2 ** options.wordBits;
  let columns = new Uint32Array(400 * numRows + 1_000);
  let length = 0;
  texts.forEach((text, row) => {
    tokeniser.read(text);
    collectFeatures(tokeniser.tokens, options, features);
    const { words, numWords, units, numUnits } = features;
    if (length + numWords + numUnits > columns.length) {
      const larger = new Uint32Array(2 * columns.length + numWords + numUnits);
      larger.set(columns);
      columns = larger;
    }
    columns.set(words.subarray(0, numWords), length);
    length += numWords;
    unitStarts[row] = length;
    for (let i = 0; i < numUnits; i++) columns[length++] = firstUnit + (units[i] as number);
    starts[row + 1] = length;
    wordScales[row] = numWords === 0 ? 0 : 1 / Math.sqrt(numWords);
    unitScales[row] = numUnits === 0 ? 0 : options.unitGain / Math.sqrt(numUnits);
  });
  return {
    numRows,
    numColumns: firstUnit + 2 ** options.unitBits,
    starts,
    columns: columns.slice(0, length),
    unitStarts,
    wordScales,
    unitScales,
  };
}

import { crc32 } from 'node:zlib';
import { ModelError } from '../model-error.ts';
import type { KnownWords } from './known-words.ts';
import type { WeightTable } from './weight-table.ts';

/** Changes whenever a text's features or their hashes do: weights fit one tokeniser only. */
const tokeniserVersion = 1;

const magic = 'HTLINEAR';
const formatVersion = 3;
const headerBytes = 128;
const crcAt = 16;
const nameAt = 96;
const maxNameBytes = headerBytes - nameAt;
/** 8 MB of weights: more than any text needs, and a bound on what a damaged header can ask for. */
const maxBits = 21;

/**
 * What `linear` knows. A score is a sum over features, neutral's being 0:
 *
 *     score(class) = bias(class) + Σ blocks scale / √(features of the block) · Σ features weight(feature, class)
 *         + Σ peaks scale(peak, class) · highest weight(token, peak)
 *
 * The peaks are the highest weights for negative and for positive among the tokens alone, 0 if none is higher: one
 * strong word counts more than several weak ones.
 */
export interface LinearWeights {
  readonly name: string;
  /** What a weight of 1 is worth, as logarithm of odds. */
  readonly wordScale: number;
  readonly unitScale: number;
  readonly negativeBias: number;
  readonly positiveBias: number;
  readonly peaks: { readonly negative: PeakScale; readonly positive: PeakScale };
  /** Tokens alone and in pairs. The weights are negative's and positive's, against neutral. */
  readonly words: WeightTable;
  /** Three to five units in a row. */
  readonly units: WeightTable;
  /** Words whose units need not be summed: see {@link KnownWords}. */
  readonly known: KnownWords;
}

/** What a peak of 1 adds to the scores. */
export interface PeakScale {
  readonly forNegative: number;
  readonly forPositive: number;
}

/**
 * The file of weights, little endian: 8 bytes magic; uint16 format; uint16 tokeniser; uint8 bits of words, of units, of known words; uint8 0;
 * uint32 CRC-32 of all other bytes; uint32 0; float64 scale of words, of units, bias of negative, of positive, scale of
 * the negative peak for negative, for positive, of the positive peak the same; 8 bytes 0; the name in UTF-8, 32 bytes; then the slots of words and of units: int8 negative, int8 positive, uint16 of the hash; then the
 * slots of known words, int32 hash and int32 sum.
 */
export function encodeLinearWeights(weights: LinearWeights): Uint8Array {
  const { name, words, units, known } = weights;
  const tables = [words, units, known];
  const size = tables.reduce((sum, { slots }) => sum + slots.byteLength, headerBytes);
  const buffer = Buffer.alloc(size);
  const nameBytes = Buffer.from(name);
  if (nameBytes.length === 0 || nameBytes.length > maxNameBytes) {
    throw new ModelError(
      'BAD_NAME',
      `the name has ${nameBytes.length} bytes; it must have 1 to ${maxNameBytes}`,
    );
  }
  buffer.write(magic, 'latin1');
  buffer.writeUInt16LE(formatVersion, 8);
  buffer.writeUInt16LE(tokeniserVersion, 10);
  tables.forEach(({ bits }, i) => {
    buffer[12 + i] = bits;
  });
  buffer.writeDoubleLE(weights.wordScale, 24);
  buffer.writeDoubleLE(weights.unitScale, 32);
  buffer.writeDoubleLE(weights.negativeBias, 40);
  buffer.writeDoubleLE(weights.positiveBias, 48);
  buffer.writeDoubleLE(weights.peaks.negative.forNegative, 56);
  buffer.writeDoubleLE(weights.peaks.negative.forPositive, 64);
  buffer.writeDoubleLE(weights.peaks.positive.forNegative, 72);
  buffer.writeDoubleLE(weights.peaks.positive.forPositive, 80);
  buffer.set(nameBytes, nameAt);
  let at = headerBytes;
  for (const { slots } of tables) for (const slot of slots) at = buffer.writeInt32LE(slot, at);
  buffer.writeUInt32LE(checksum(buffer), crcAt);
  return buffer;
}

/**
 * Reads a file of weights.
 *
 * @param source what messages call it, such as its path
 * @throws {ModelError} `BAD_WEIGHTS` when it is no such file, cut short, or any bit of it is wrong; `OTHER_WEIGHTS`
 *   when it is for another version of hashtide
 */
export function decodeLinearWeights(bytes: Uint8Array, source: string): LinearWeights {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = (what: string): ModelError =>
    new ModelError('BAD_WEIGHTS', `${source} ${what}`, {
      fix: 'Install hashtide again, or train your model again: npm run train.',
    });
  if (buffer.length < headerBytes)
    throw bad(`has ${buffer.length} bytes; weights have at least ${headerBytes}`);
  if (buffer.toString('latin1', 0, magic.length) !== magic)
    throw bad('is no file of weights of a linear model');
  if (checksum(buffer) !== buffer.readUInt32LE(crcAt)) {
    throw bad('is damaged: its checksum is not that of its bytes');
  }
  const [format, tokeniser] = [buffer.readUInt16LE(8), buffer.readUInt16LE(10)];
  if (format !== formatVersion || tokeniser !== tokeniserVersion) {
    throw new ModelError(
      'OTHER_WEIGHTS',
      `${source} has format ${format} for tokeniser ${tokeniser}; this hashtide reads format ${formatVersion} for tokeniser ${tokeniserVersion}`,
      { fix: 'Train it again with this version: npm run train.' },
    );
  }
  const [wordBits = 0, unitBits = 0, knownBits = 0] = buffer.subarray(12, 15);
  if (Math.min(wordBits, unitBits, knownBits) < 1 || Math.max(wordBits, unitBits, knownBits) > maxBits) {
    throw bad(`has ${wordBits}, ${unitBits} and ${knownBits} bits of slots; they must be 1 to ${maxBits}`);
  }
  const sizes = [4 * 2 ** wordBits, 4 * 2 ** unitBits, 8 * 2 ** knownBits];
  const length = sizes.reduce((sum, size) => sum + size, headerBytes);
  if (buffer.length !== length) throw bad(`has ${buffer.length} bytes; its header says ${length}`);
  const numbers = [24, 32, 40, 48, 56, 64, 72, 80].map((at) => buffer.readDoubleLE(at));
  if (!numbers.every(Number.isFinite)) throw bad('has a scale or bias that is no number');
  const [wordScale = 0, unitScale = 0, negativeBias = 0, positiveBias = 0, ...peaks] = numbers;
  const [nn = 0, np = 0, pn = 0, pp = 0] = peaks;
  let at = headerBytes;
  const [words, units, known] = sizes.map((size) => {
    const slots = new Int32Array(Uint8Array.from(buffer.subarray(at, at + size)).buffer);
    at += size;
    return slots;
  }) as [Int32Array, Int32Array, Int32Array];
  return {
    name: buffer.toString('utf8', nameAt, headerBytes).replace(/\0+$/, ''),
    wordScale,
    unitScale,
    negativeBias,
    positiveBias,
    peaks: {
      negative: { forNegative: nn, forPositive: np },
      positive: { forNegative: pn, forPositive: pp },
    },
    words: { bits: wordBits, slots: words },
    units: { bits: unitBits, slots: units },
    known: { bits: knownBits, slots: known },
  };
}

function checksum(buffer: Buffer): number {
  return crc32(buffer.subarray(crcAt + 4), crc32(buffer.subarray(0, crcAt)));
}

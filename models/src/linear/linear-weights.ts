import { crc32 } from 'node:zlib';
import { ModelError } from '../model-error.ts';
import type { KnownWords } from './known-words.ts';

/** Changes whenever a text's features or their buckets do: weights fit one tokeniser only. */
const tokeniserVersion = 1;

const magic = 'HTLINEAR';
const formatVersion = 1;
const headerBytes = 96;
const crcAt = 16;
const nameAt = 64;
const maxNameBytes = headerBytes - nameAt;
/** 8 MB of weights: more than any text needs, and a bound on what a damaged header can ask for. */
const maxBits = 21;

/**
 * What `linear` knows. A score is a sum over features, neutral's being 0:
 *
 *     score(class) = bias(class) + Σ blocks scale / √(features of the block) · Σ features weight(bucket, class)
 */
export interface LinearWeights {
  readonly name: string;
  /** Buckets of each block: 2 to the power of this, 1 to 21. */
  readonly wordBits: number;
  readonly unitBits: number;
  /** What 1 in a bucket is worth, as logarithm of odds. */
  readonly wordScale: number;
  readonly unitScale: number;
  readonly negativeBias: number;
  readonly positiveBias: number;
  /** By bucket: lower byte negative, upper byte positive, both signed, against neutral. */
  readonly words: Int16Array;
  readonly units: Int16Array;
  /** Words whose units need not be summed: see {@link KnownWords}. */
  readonly known: KnownWords;
}

/**
 * The file of weights, little endian: 8 bytes magic; uint16 format; uint16 tokeniser; uint8 bits of words, of units, of known words; uint8 0;
 * uint32 CRC-32 of all other bytes; uint32 0; float64 scale of words, of units, bias of negative, of positive; 8 bytes
 * 0; the name in UTF-8, 32 bytes; then for each bucket of words, of units, int8 negative and int8 positive; then the
 * slots of known words, int32 hash and int32 sum.
 */
export function encodeLinearWeights(weights: LinearWeights): Uint8Array {
  const { name, wordBits, unitBits, words, units, known } = weights;
  const buffer = Buffer.alloc(headerBytes + words.byteLength + units.byteLength + known.slots.byteLength);
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
  buffer[12] = wordBits;
  buffer[13] = unitBits;
  buffer[14] = known.bits;
  buffer.writeDoubleLE(weights.wordScale, 24);
  buffer.writeDoubleLE(weights.unitScale, 32);
  buffer.writeDoubleLE(weights.negativeBias, 40);
  buffer.writeDoubleLE(weights.positiveBias, 48);
  buffer.set(nameBytes, nameAt);
  let at = headerBytes;
  for (const block of [words, units]) for (const weight of block) at = buffer.writeInt16LE(weight, at);
  for (const entry of known.slots) at = buffer.writeInt32LE(entry, at);
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
    throw bad(`has ${wordBits}, ${unitBits} and ${knownBits} bits of buckets; they must be 1 to ${maxBits}`);
  }
  const knownAt = headerBytes + 2 * 2 ** wordBits + 2 * 2 ** unitBits;
  const length = knownAt + 8 * 2 ** knownBits;
  if (buffer.length !== length) throw bad(`has ${buffer.length} bytes; its header says ${length}`);
  const numbers = [24, 32, 40, 48].map((at) => buffer.readDoubleLE(at));
  if (!numbers.every(Number.isFinite)) throw bad('has a scale or bias that is no number');
  const [wordScale = 0, unitScale = 0, negativeBias = 0, positiveBias = 0] = numbers;
  const blocks = new Int16Array(Uint8Array.from(buffer.subarray(headerBytes, knownAt)).buffer);
  return {
    name: buffer.toString('utf8', nameAt, headerBytes).replace(/\0+$/, ''),
    wordBits,
    unitBits,
    wordScale,
    unitScale,
    negativeBias,
    positiveBias,
    words: blocks.subarray(0, 2 ** wordBits),
    units: blocks.subarray(2 ** wordBits),
    known: {
      bits: knownBits,
      slots: new Int32Array(Uint8Array.from(buffer.subarray(knownAt)).buffer),
    },
  };
}

function checksum(buffer: Buffer): number {
  return crc32(buffer.subarray(crcAt + 4), crc32(buffer.subarray(0, crcAt)));
}

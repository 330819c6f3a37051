// node scripts/train/dump-features.ts TEXTS OUT [--column 0] [--buckets-log2 32] [--sections w1,w2,…]: the features of
// each line of TEXTS (may be .gz; tab-separated: the column, from 0), for experiments outside.
//
// OUT, little endian: for each section 8 bytes of its name (ASCII, NUL-padded), uint32 rows, uint32 indices in all,
// uint32 offsets[rows + 1], uint32 indices[]. Row r has indices[offsets[r] .. offsets[r + 1]), repeated as often as
// they occur. --buckets-log2 k: an index is the upper k bits of the 32-bit hash; 32 (default): the hash itself.
//
//   w1 w2 w3   words (all tokens) 1 to 3 in a row, a word in reach of a negator being another; w1 also has one
//              feature for each word in capitals and for each elongated one
//   u1         words alone without the mark of negation
//   k2         pairs of words with one between
//   c3 c4 c5   units 3 to 5 in a row inside a word, its boundaries included
//   s3 s4 s5   units 3 to 5 in a row with a boundary inside
//   x          last token, first token, and small counts as features (length, capitals, marks, tags, links, names)
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { hashNegated, hashNextUnit, hashNextWord, spread } from '../../models/src/linear/ngram-hash.ts';
import { hashToken } from '../../models/src/tokeniser/token-hash.ts';
import { sharedTokeniser } from '../../models/src/tokeniser/tokeniser.ts';
import {
  BOUNDARY,
  CAPITALS,
  ELONGATED,
  NEGATED,
  TAG,
  type Tokens,
  WORD,
} from '../../models/src/tokeniser/tokens.ts';

type Emit = (hash: number) => void;

const capitalsHash = hashToken('<capitals>');
const elongatedHash = hashToken('<elongated>');
const lastHash = hashToken('<last>');
const firstHash = hashToken('<first>');

function wordHash({ hashes, flags }: Tokens, i: number): number {
  const hash = hashes[i] as number;
  return ((flags[i] as number) & NEGATED) !== 0 ? hashNegated(hash) : hash;
}

function emitWords(tokens: Tokens, n: number, emit: Emit): void {
  for (let i = n - 1; i < tokens.count; i++) {
    let hash = wordHash(tokens, i - n + 1);
    for (let k = i - n + 2; k <= i; k++) hash = hashNextWord(hash, wordHash(tokens, k));
    emit(hash);
    if (n > 1) continue;
    const flags = tokens.flags[i] as number;
    if ((flags & CAPITALS) !== 0) emit(capitalsHash);
    if ((flags & ELONGATED) !== 0) emit(elongatedHash);
  }
}

function emitUnits({ count, stream, streamEnds }: Tokens, n: number, isInside: boolean, emit: Emit): void {
  const length = count === 0 ? 0 : (streamEnds[count - 1] as number) + 1;
  for (let start = 0; start + n <= length; start++) {
    let hash = 0;
    let hasBoundary = false;
    let numUnits = 0;
    for (let i = start; i < start + n; i++) {
      const unit = stream[i] as number;
      if (unit === BOUNDARY && i > start && i < start + n - 1) hasBoundary = true;
      if (unit !== BOUNDARY) numUnits++;
      hash = hashNextUnit(hash, unit);
    }
    if (hasBoundary === isInside) continue;
    if (isInside && numUnits === 1) continue; // a token of one unit is its own word
    emit(hash);
  }
}

const counted: readonly [name: string, count: (tokens: Tokens) => number][] = [
  ['tokens', ({ count }) => Math.ceil(Math.log2(count + 1))],
  ['capitals', (tokens) => countFlags(tokens, CAPITALS)],
  ['elongated', (tokens) => countFlags(tokens, ELONGATED)],
  ['tags', (tokens) => countFlags(tokens, TAG)],
  ['negated', (tokens) => countFlags(tokens, NEGATED)],
  ['words', (tokens) => Math.ceil(Math.log2(countFlags(tokens, WORD) + 1))],
  ...['!', '!!', '?', '??', '...', '<url>', '<user>', '<num>', '"'].map(
    (token) =>
      [token, (tokens: Tokens) => countHashes(tokens, hashToken(token))] as [string, (t: Tokens) => number],
  ),
];

function countFlags({ count, flags }: Tokens, flag: number): number {
  return flags.subarray(0, count).reduce((sum, flags_) => sum + ((flags_ & flag) !== 0 ? 1 : 0), 0);
}

function countHashes({ count, hashes }: Tokens, hash: number): number {
  return hashes.subarray(0, count).reduce((sum, found) => sum + (found === hash ? 1 : 0), 0);
}

const sections: Readonly<Record<string, (tokens: Tokens, emit: Emit) => void>> = {
  w1: (tokens, emit) => emitWords(tokens, 1, emit),
  w2: (tokens, emit) => emitWords(tokens, 2, emit),
  w3: (tokens, emit) => emitWords(tokens, 3, emit),
  u1: ({ count, hashes }, emit) => {
    for (let i = 0; i < count; i++) emit(hashes[i] as number);
  },
  k2: (tokens, emit) => {
    for (let i = 2; i < tokens.count; i++) {
      emit(hashNextWord(hashNextWord(wordHash(tokens, i - 2), 1), wordHash(tokens, i)));
    }
  },
  c3: (tokens, emit) => emitUnits(tokens, 3, true, emit),
  c4: (tokens, emit) => emitUnits(tokens, 4, true, emit),
  c5: (tokens, emit) => emitUnits(tokens, 5, true, emit),
  s3: (tokens, emit) => emitUnits(tokens, 3, false, emit),
  s4: (tokens, emit) => emitUnits(tokens, 4, false, emit),
  s5: (tokens, emit) => emitUnits(tokens, 5, false, emit),
  x: (tokens, emit) => {
    if (tokens.count > 0) {
      emit(hashNextWord(lastHash, wordHash(tokens, tokens.count - 1)));
      emit(hashNextWord(firstHash, wordHash(tokens, 0)));
    }
    for (const [name, count] of counted) emit(hashToken(`<${name}>${Math.min(count(tokens), 6)}`));
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    column: { type: 'string', default: '0' },
    'buckets-log2': { type: 'string', default: '32' },
    sections: { type: 'string', default: Object.keys(sections).join(',') },
  },
});
const [file, out] = positionals;
if (file === undefined || out === undefined) throw new Error('usage: dump-features.ts TEXTS OUT');
const column = Number(values.column);
const shift = 32 - Number(values['buckets-log2']);
const bytes = readFileSync(file);
const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  .toString('utf8')
  .replace(/\n$/, '')
  .split('\n');
const tokeniser = sharedTokeniser();

writeFileSync(out, '');
for (const name of values.sections.split(',')) {
  const emitSection = sections[name];
  if (emitSection === undefined) throw new Error(`no section ${name}`);
  const offsets = new Uint32Array(lines.length + 1);
  let indices = new Uint32Array(1 << 20);
  let count = 0;
  lines.forEach((line, row) => {
    tokeniser.read(line.split('\t')[column] ?? '');
    emitSection(tokeniser.tokens, (hash) => {
      if (count === indices.length) {
        const larger = new Uint32Array(2 * count);
        larger.set(indices);
        indices = larger;
      }
      indices[count++] = spread(hash) >>> shift;
    });
    offsets[row + 1] = count;
  });
  const header = Buffer.alloc(16);
  header.write(name, 'latin1');
  header.writeUInt32LE(lines.length, 8);
  header.writeUInt32LE(count, 12);
  const found = indices.subarray(0, count);
  for (const part of [header, offsets, found]) {
    writeFileSync(out, new Uint8Array(part.buffer, part.byteOffset, part.byteLength), { flag: 'a' });
  }
  console.log(`${name}: ${lines.length} rows, ${count} features`);
}

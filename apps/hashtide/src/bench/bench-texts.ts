import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { BenchmarkOptions } from './benchmark.ts';
import { makeText, vocabularyFor } from './path/make-text.ts';
import { type Vocabulary, vocabularies } from './path/words.ts';
import { seededRandom } from './random.ts';

/** Texts, and what was done to get them. */
export interface BenchTexts {
  /** As X delivers them (`&` is `&amp;`), flat strings as `JSON.parse` makes them. */
  readonly texts: readonly string[];
  /** A few words for people. */
  readonly about: string;
}

export interface TextChoice {
  /** `en`: only texts in English, and of a file those of no known language. */
  readonly lang?: string;
}

/** Of a longer file, the first ones. */
const MAX_TEXTS = 100_000;
const NUM_MADE = 20_000;
/** Bytes of a made text: 100 on average. */
const LEAST_BYTES = 30;
const MOST_BYTES = 170;
const NUM_RARE_WORDS = 20_000;

/** The tweets of `--texts`, or ones made from a seed: in X's languages, two in five with a hashtag. */
export function benchTexts({ texts: file }: BenchmarkOptions, { lang }: TextChoice = {}): BenchTexts {
  const texts = flat(file === undefined ? makeTexts(lang) : readTexts(file, lang));
  const meanBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length;
  const source = file === undefined ? 'made from a seed' : `of ${file}`;
  const size = `${meanBytes.toFixed(0)} bytes each`;
  return {
    texts,
    about: `${texts.length.toLocaleString('en')} texts ${source}${lang === undefined ? '' : `, ${lang}`}, ${size}`,
  };
}

/** All of the texts, joined and cut to pieces of so many UTF-16 units. */
export function cutTexts({ texts, about }: BenchTexts, length: number): BenchTexts {
  const joined = texts.join(' ');
  const pieces = Array.from({ length: Math.floor(joined.length / length) }, (_, index) =>
    joined.slice(index * length, (index + 1) * length).toWellFormed(),
  );
  return { texts: flat(pieces), about: `${about}, joined and cut to ${length} characters` };
}

function flat(texts: readonly string[]): readonly string[] {
  return JSON.parse(JSON.stringify(texts)) as string[];
}

function makeTexts(lang: string | undefined): string[] {
  const random = seededRandom(6);
  const rich = new Map(
    vocabularies.map((vocabulary) => [vocabulary.lang, withRareWords(vocabulary, random)]),
  );
  const draw = (): Vocabulary => {
    const vocabulary = rich.get(lang ?? vocabularyFor(random()).lang);
    if (vocabulary === undefined) throw new Error(`no vocabulary of ${lang}`);
    return vocabulary;
  };
  return Array.from({ length: NUM_MADE }, () =>
    makeText(random, draw(), LEAST_BYTES + random() * (MOST_BYTES - LEAST_BYTES), false),
  );
}

/** Half of all words are rare: without them all that is looked up would lie in the processor's cache. */
function withRareWords(vocabulary: Vocabulary, random: () => number): Vocabulary {
  const { words } = vocabulary;
  const draw = (): string => words[Math.floor(random() * words.length)] as string;
  const rare = Array.from({ length: NUM_RARE_WORDS }, () => {
    const [head, tail] = [[...draw()], [...draw()]];
    return [...head.slice(0, Math.ceil(head.length / 2)), ...tail.slice(tail.length >> 1)].join('');
  });
  return { ...vocabulary, words: [...words, ...rare] };
}

function readTexts(file: string, lang: string | undefined): string[] {
  const bytes = readFileSync(file);
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
  const texts: string[] = [];
  for (const line of lines) {
    const read = readLine(line);
    if (read.text === '' || !isWanted(read.lang, lang)) continue;
    texts.push(read.text);
    if (texts.length === MAX_TEXTS) break;
  }
  if (texts.length === 0) throw new Error(`${file} holds no text${lang === undefined ? '' : ` in ${lang}`}`);
  return texts;
}

/** An X object, `label<TAB>text`, or a text. */
function readLine(line: string): { readonly text: string; readonly lang?: string } {
  if (!line.startsWith('{')) return { text: line.slice(line.indexOf('\t') + 1) };
  const record = JSON.parse(line) as { readonly data?: object; readonly text?: string };
  const { text = '', lang } = (record.data ?? record) as { readonly text?: string; readonly lang?: string };
  return { text, ...(lang !== undefined && { lang }) };
}

function isWanted(lang: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || lang === undefined || lang === wanted;
}

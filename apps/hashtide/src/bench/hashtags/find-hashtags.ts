import { extractHashtags, whatHolds } from '@hashtide/engine/pipeline';
import { benchTexts } from '../bench-texts.ts';
import type { Benchmark, BenchmarkOptions, Figure } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { encodeTexts } from '../encoded-texts.ts';
import { rates } from '../models/model-figure.ts';
import { HashtagsOfBytes } from './hashtags-of-bytes.ts';
import { twitterTextMissing, twitterTextPackage } from './twitter-text-package.ts';

const ASKED = 20;
const ROUNDS = { rounds: 11, warmUps: 3 };

export const findHashtags: readonly Benchmark[] = [
  {
    name: 'hashtags-bytes',
    work: 'the hashtags of tweets, in X’s languages, from UTF-8, as the engine finds them: its walk over the JSON has said which texts hold a sign; results equal the rival’s',
    ...{ rival: 'npm twitter-text, from strings', asked: `≥ ${ASKED}× as fast, equal on every text` },
    missing: twitterTextMissing,
    run: (options) => run(options, 'bytes'),
  },
  {
    name: 'hashtags-strings',
    work: 'the hashtags of tweets, in X’s languages, from strings; results equal the rival’s',
    ...{ rival: 'npm twitter-text', asked: `≥ ${ASKED}× as fast, equal on every text` },
    missing: twitterTextMissing,
    run: (options) => run(options, 'strings'),
  },
];

async function run(options: BenchmarkOptions, from: 'bytes' | 'strings'): Promise<Figure> {
  const { texts, about } = benchTexts(options);
  const { bytes, starts } = encodeTexts(texts);
  const finder = new HashtagsOfBytes();
  const rival = twitterTextPackage();
  const list: string[] = [];
  const push = (hashtag: string): void => void list.push(hashtag);
  const ignore = (): void => {};
  const readAt = (index: number, found: (hashtag: string) => void, holds?: number): number =>
    finder.read(bytes, starts[index] as number, starts[index + 1] as number, found, holds);

  let numTagged = 0;
  const numDifferent = texts.filter((text, index) => {
    const theirs = JSON.stringify(rival.extractHashtags(text));
    if (theirs !== '[]') numTagged += 1;
    list.length = 0;
    readAt(index, push);
    return JSON.stringify(list) !== theirs || JSON.stringify(extractHashtags(text)) !== theirs;
  }).length;

  const holds = texts.map((_, n) => whatHolds(bytes, starts[n] as number, starts[n + 1] as number));
  const ofBytes = (): number => {
    let sum = 0;
    for (let index = 0; index < texts.length; index += 1) sum += readAt(index, ignore, holds[index]);
    return sum;
  };
  const ofBytesAlone = (): number => {
    let sum = 0;
    for (let index = 0; index < texts.length; index += 1) sum += readAt(index, ignore);
    return sum;
  };
  const ofStrings = (): number => {
    let sum = 0;
    for (const text of texts) sum += extractHashtags(text).length;
    return sum;
  };
  const theirs = (): number => {
    let sum = 0;
    for (const text of texts) sum += rival.extractHashtags(text).length;
    return sum;
  };
  const comparison = await compare(from === 'bytes' ? ofBytes : ofStrings, theirs, ROUNDS);
  const value = comparison.ratio;
  const alone = from === 'bytes' ? await compare(ofBytesAlone, theirs, ROUNDS) : undefined;
  return {
    ...{ value, unit: '× as fast', isMet: value >= ASKED && numDifferent === 0, comparison },
    details: [
      `${about}; ${numTagged} with a hashtag`,
      rates(comparison, texts.length),
      ...(alone === undefined
        ? []
        : [`a second pass over each text to look for a sign: ${alone.ratio.toFixed(0)}× as fast`]),
      `${numDifferent} of ${texts.length} texts differ`,
    ],
  };
}

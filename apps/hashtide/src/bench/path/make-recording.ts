import { closeSync, openSync, writeSync } from 'node:fs';
import { seededRandom } from '../random.ts';
import { makeText, vocabularyFor } from './make-text.ts';

/** What a record holds besides its text: nothing, the rule that it matched and its dates, or all that X adds. */
export type RecordForm = 'slim' | 'rules' | 'includes';

/** Bytes a record has on average. */
export const BYTES_OF_FORM: Readonly<Record<RecordForm, number>> = { slim: 200, rules: 400, includes: 1000 };

export interface RecordingOptions {
  readonly form: RecordForm;
  readonly numRecords: number;
  /** How many of them bear the same second. */
  readonly recordsPerSecond: number;
  readonly seed?: number;
  /** Every record has a hashtag that no other has; default: hashtags repeat as they do on X. */
  readonly hasDistinctTags?: boolean;
}

/** 3 August 2013, 14:21:50 UTC: Twitter’s record second. */
const FIRST_AT = 1_375_539_710_000;
const FIRST_ID = 363_658_000_000_000_000n;
/** Texts repeat after so many records; ids and stamps never do. */
const NUM_TEXTS = 40_000;
const FLUSH_CHARS = 1 << 20;

/** A record without what is its own: `[before the id, …, before the stamp]`. */
type Template = readonly string[];

/** Writes a recording; the same options give the same bytes. @returns its size in bytes */
export function makeRecording(file: string, options: RecordingOptions): number {
  const output = openSync(file, 'w');
  let numBytes = 0;
  for (const bytes of madeRecording(options)) {
    for (let from = 0; from < bytes.length; ) from += writeSync(output, bytes, from);
    numBytes += bytes.length;
  }
  closeSync(output);
  return numBytes;
}

/** What {@link makeRecording} writes, piece by piece. */
export function* madeRecording(options: RecordingOptions): Generator<Buffer> {
  const { numRecords, recordsPerSecond } = options;
  const lineOf = makeLines(options);
  let lines = '';
  for (let index = 0; index < numRecords; index += 1) {
    lines += `${lineOf(index, FIRST_AT + Math.floor((index * 1000) / recordsPerSecond))}\n`;
    if (lines.length < FLUSH_CHARS) continue;
    yield Buffer.from(lines);
    lines = '';
  }
  if (lines !== '') yield Buffer.from(lines);
}

/** @returns what makes the record of a number, counted from 0 and asked in order, stamped at a time (epoch ms) */
export function makeLines(
  options: Omit<RecordingOptions, 'recordsPerSecond'>,
): (index: number, at: number) => string {
  const { form, numRecords, seed = 1, hasDistinctTags = false } = options;
  const random = seededRandom(seed);
  const templates = Array.from({ length: Math.min(NUM_TEXTS, numRecords) }, () =>
    makeTemplate(random, form, hasDistinctTags),
  );
  return (index, at) => {
    const template = templates[Math.floor(random() * templates.length)] as Template;
    let line = template.join(String(FIRST_ID + BigInt(index) * 4099n));
    if (hasDistinctTags) line = line.replace('#distinct', `#d${index.toString(36)}istinct`);
    return `${line},"__rec":{"at":${at}}}`;
  };
}

function makeTemplate(random: () => number, form: RecordForm, hasDistinctTag: boolean): Template {
  const vocabulary = vocabularyFor(random());
  const ID = '\u0000';
  const make = (text: string): string => recordOf(random, form, vocabulary.lang, text, ID);
  const rest = make('');
  const numOwnBytes = STAMP_BYTES + rest.length + (rest.split(ID).length - 1) * (String(FIRST_ID).length - 1);
  const room = BYTES_OF_FORM[form] - numOwnBytes + 40 * (random() - 0.5);
  const text = makeText(random, vocabulary, Math.max(30, Math.min(room, 240)), hasDistinctTag);
  return make(text).split(ID);
}

const STAMP_BYTES = 30;

function recordOf(random: () => number, form: RecordForm, lang: string, text: string, id: string): string {
  const user = Math.floor(random() * 1e9);
  const own = { id, text };
  if (form === 'slim')
    return JSON.stringify({ data: { ...own, lang } })
      .slice(0, -1)
      .replace(NUL, id);
  const data = {
    ...own,
    author_id: String(user),
    created_at: '2013-08-03T14:21:50.000Z',
    lang,
    edit_history_tweet_ids: [id],
  };
  const rules = { matching_rules: [{ id: '1273026480692322304', tag: 'all of them' }] };
  if (form === 'rules')
    return JSON.stringify({ data, ...rules })
      .slice(0, -1)
      .replace(NUL, id);
  const isRepost = random() < 0.3;
  const original = String(FIRST_ID - BigInt(user));
  const whole = {
    data: {
      ...data,
      possibly_sensitive: false,
      public_metrics: {
        retweet_count: Math.floor(random() * 50),
        reply_count: 0,
        like_count: Math.floor(random() * 100),
        quote_count: 0,
        bookmark_count: 0,
        impression_count: Math.floor(random() * 5000),
      },
      ...(isRepost && {
        text: `RT @user${user}: ${text.slice(0, 40)}…`,
        referenced_tweets: [{ type: 'retweeted', id: original }],
      }),
    },
    includes: {
      users: [
        {
          id: String(user),
          name: 'Somebody “of” Somewhere',
          username: `user${user}`,
          verified: false,
          public_metrics: { followers_count: user % 5000, following_count: 12, tweet_count: 4711 },
        },
      ],
      ...(isRepost && { tweets: [{ id: original, text, lang }] }),
    },
    ...rules,
  };
  return JSON.stringify(whole).slice(0, -1).replace(NUL, id);
}

/** How JSON writes the mark that stands for the id. */
const NUL = /\\u0000/g;

import { Random } from '../fixture/random.ts';

/** Words with a weight in AFINN, and words without: what a text is made of besides its tags. */
const FEELING = 'lovely good great happy love wonderful nice awful bad terrible sad hate horrible poor'.split(
  ' ',
);
const PLAIN = 'table window river train coffee monday paper garden bridge cloud today city light'.split(' ');
const NUM_TOPICS = 120;
/** Both ways to write an e with an acute; one tag. */
const ACCENTS = ['caf\u00e9', 'cafe\u0301'];
const FIRST_ID = 1_747_000_000_000_000_000n;

/** What the stream is like; one seed gives one stream on every machine. */
export interface ChaosTweetOptions {
  readonly seed: number;
  /** Stamp of the first record, epoch ms. */
  readonly start: number;
  /** Of the stamps: how many records a second. */
  readonly ratePerSecond: number;
  /** Share of the records that repeat one of the last fifty, id and all; default 0.03. */
  readonly repeated?: number;
}

/** The text of tweet `number` under a seed: a pure function, so that whoever knows the id knows the text. */
export function chaosText(seed: number, number: number): string {
  const random = new Random(seed * 31 + number * 2_654_435_761);
  const words: string[] = [];
  for (let left = random.integer(2, 7); left > 0; left -= 1) {
    if (random.chance(0.25)) words.push(random.pick(FEELING));
    else words.push(random.chance(0.04) ? 'not' : random.pick(PLAIN));
  }
  for (let left = random.integer(0, 3); left > 0; left -= 1) words.push(`#${tag(random)}`);
  if (random.chance(0.3)) words.push(random.pick(words));
  return words.join(' ');
}

/** The id of tweet `number`. */
export function chaosTweetId(number: number): string {
  return String(FIRST_ID + BigInt(number));
}

/** The reverse of {@link chaosTweetId}. */
export function chaosTweetNumber(id: bigint): number {
  return Number(id - FIRST_ID);
}

/** Whether tweet `number` is a repost: a pure function too. */
export function isChaosRepost(number: number): boolean {
  return number % 11 === 7;
}

/** X's object of tweet `number`, as it would come down the stream. */
export function chaosTweet(
  seed: number,
  number: number,
): { readonly data: object; readonly includes?: object } {
  const text = chaosText(seed, number);
  const id = chaosTweetId(number);
  if (!isChaosRepost(number)) return { data: { id, text, lang: 'en' } };
  const original = `9${number}`;
  return {
    data: {
      id,
      text: `RT: ${text.slice(0, 8)}`,
      lang: 'en',
      referenced_tweets: [{ type: 'retweeted', id: original }],
    },
    includes: { tweets: [{ id: original, text }] },
  };
}

/** The lines of a recording, from record 1 on. */
export function* chaosLines(
  numRecords: number,
  { seed, start, ratePerSecond, repeated = 0.03 }: ChaosTweetOptions,
): Generator<string> {
  const random = new Random(seed);
  let at = start;
  for (let number = 1; number <= numRecords; number += 1) {
    const isAgain = number > 60 && random.chance(repeated);
    const shown = isAgain ? number - random.integer(1, 50) : number;
    at += random.exponential(ratePerSecond) * 1000;
    yield JSON.stringify({ ...chaosTweet(seed, shown), __rec: { at: Math.round(at) } });
  }
}

function tag(random: Random): string {
  if (random.chance(0.05)) return `rare${random.integer(1, 50_000)}`;
  if (random.chance(0.05)) return random.pick(ACCENTS);
  const topic = `topic${Math.floor(NUM_TOPICS * random.next() ** 2)}`;
  if (random.chance(0.1)) return topic.toUpperCase();
  return random.chance(0.05) ? fullWidth(topic) : topic;
}

/** `topic` in the wide letters of Japanese keyboards, which NFKC makes narrow. */
function fullWidth(text: string): string {
  return text.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
}

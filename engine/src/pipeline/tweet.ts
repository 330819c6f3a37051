import type { JsonObject } from '../sources/json-object.ts';
import { arrayOf, asObject, asText } from './json.ts';
import { type Includes, referencedRepost, repostedText } from './repost.ts';

/** Who wrote a tweet. */
export interface Author {
  readonly id: string;
  readonly name: string;
  /** Without `@`. */
  readonly username: string;
}

/** A post, freed of X's way of writing it. Nothing in it is sanitised: that is for those who show it. */
export interface Tweet {
  readonly kind: 'tweet';
  /** undefined where the record had none; such a tweet is never a duplicate. */
  readonly id: string | undefined;
  /** When the reader got it, epoch ms; 0 where the record does not say. */
  readonly at: number;
  /** As X delivers it (`&amp;` and all), whole: of a long post its note, of a retweet what was retweeted. */
  readonly text: string;
  /** Of the post itself (not of what it retweets); `und` where X gave none or something else. */
  readonly lang: string;
  /** By X's reference alone: a text that starts with `RT @` may be anyone's words. */
  readonly isRepost: boolean;
  readonly author: Author | undefined;
  /** Epoch ms. */
  readonly createdAt: number | undefined;
  /** Its page on X; '' where it has none. */
  readonly url: string;
}

const REASONS = ['not_json', 'not_object', 'too_long', 'bad_utf8', 'bad_line', 'no_text'] as const;

/** Why a line was no tweet. `no_text`: an object, but no post; the others come from the reader and receiver too. */
export type RejectReason = (typeof REASONS)[number];

/** A line that was no tweet. It is counted, and that is all. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly at: number;
  readonly reason: RejectReason;
}

/**
 * Reads one record: X's v2 object with the field names before and after spec 2.167, one flattened tweet, or
 * `{"text":…}`. Whatever it is given, it does not throw.
 */
export function parseTweet(recordJson: string): Tweet | Rejected {
  let parsed: unknown;
  try {
    parsed = JSON.parse(recordJson);
  } catch {
    return { kind: 'rejected', at: 0, reason: 'not_json' };
  }
  const record = asObject(parsed);
  if (record === undefined) return { kind: 'rejected', at: 0, reason: 'not_object' };
  const stamp = asObject(record.__rec);
  const at = typeof stamp?.at === 'number' ? stamp.at : 0;
  if (stamp?.error !== undefined) return { kind: 'rejected', at, reason: toReason(stamp.error) };

  const data = asObject(record.data) ?? record;
  const text = fullText(data);
  if (text === undefined) return { kind: 'rejected', at, reason: 'no_text' };
  const includes = asObject(record.includes);
  const repost = referencedRepost(data);
  const id = toId(data.id);
  const author = authorOf(data, includes);
  return {
    kind: 'tweet',
    id,
    at,
    text: repost === undefined ? text : (repostedText(repost, includes, fullText) ?? text),
    lang: toLang(data.lang),
    isRepost: repost !== undefined,
    author,
    createdAt: toTime(data.created_at),
    url: urlOf(id, author),
  };
}

/** What people read: `&lt; &gt; &amp;` undone, once, in that order, so that `&amp;lt;` becomes `&lt;`. */
export function undoEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function toReason(error: unknown): RejectReason {
  return REASONS.find((reason) => reason === error) ?? 'bad_line';
}

/** Beyond 280 characters `text` is cut and the whole is in the note. */
function fullText(data: JsonObject): string | undefined {
  const note = asObject(data.note_tweet) ?? asObject(data.note_post);
  return asText(note?.text) ?? asText(data.text);
}

function toId(id: unknown): string | undefined {
  if (typeof id === 'number') return Number.isSafeInteger(id) ? String(id) : undefined;
  return asText(id) || undefined;
}

/** What a post without a language has. */
export const NO_LANG = 'und';

/** A BCP 47 tag: the stored counts are by language, so it must not be just any text. */
export function toLang(lang: unknown): string {
  return typeof lang === 'string' && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/.test(lang) ? lang : NO_LANG;
}

function toTime(time: unknown): number | undefined {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function authorOf(data: JsonObject, includes: Includes): Author | undefined {
  const id = toId(data.author_id);
  const users = id === undefined ? [] : arrayOf(includes?.users);
  const user = users.find((candidate) => toId(candidate.id) === id) ?? asObject(data.author);
  const username = asText(user?.username);
  if (user === undefined || username === undefined) return undefined;
  return { id: id ?? toId(user.id) ?? '', name: asText(user.name) ?? username, username };
}

function urlOf(id: string | undefined, author: Author | undefined): string {
  if (id === undefined || !/^\d{1,20}$/.test(id)) return '';
  const username = author?.username ?? '';
  return `https://x.com/${/^\w{1,15}$/.test(username) ? username : 'i'}/status/${id}`;
}

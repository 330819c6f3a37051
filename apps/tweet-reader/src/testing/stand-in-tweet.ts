/** What may be said of an invented post; all of it has a default. */
export interface StandInTweet {
  /** A running number; the id follows from it. */
  readonly number?: number;
  readonly text?: string;
  readonly lang?: string;
  readonly username?: string;
  readonly createdAt?: number;
  /** Numbers of the earlier versions, for an edited post. */
  readonly editOf?: readonly number[];
  /** A repost of this text. */
  readonly repostOf?: string;
  /** The whole text of a long post. */
  readonly longText?: string;
}

/** A line of the stream. */
export interface StandInPayload {
  readonly data: { readonly id: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

const FIRST_ID = 1_747_000_000_000_000_000n;
const FIRST_AUTHOR = 2_244_994_945n;

/** The id that a post with this number has. */
export function standInTweetId(number: number): string {
  return String(FIRST_ID + BigInt(number));
}

/** A payload as X's filtered stream sends it, with the field names of before spec 2.167. */
export function standInTweet(tweet: StandInTweet = {}): StandInPayload {
  const {
    number = 1,
    lang = 'en',
    username = 'invented_person',
    createdAt = 1_795_336_800_000,
    editOf = [],
  } = tweet;
  const { text = `post ${number} about #hashtide`, longText, repostOf } = tweet;
  const id = standInTweetId(number);
  const author = String(FIRST_AUTHOR);
  const reposted = {
    id: standInTweetId(1_000_000 + number),
    text: repostOf,
    author_id: String(FIRST_AUTHOR + 1n),
  };
  return {
    data: {
      id,
      text,
      author_id: author,
      conversation_id: id,
      created_at: new Date(createdAt).toISOString(),
      lang,
      edit_history_tweet_ids: [...editOf.map(standInTweetId), id],
      possibly_sensitive: false,
      public_metrics: { retweet_count: 0, reply_count: 0, like_count: 0, quote_count: 0 },
      ...(longText === undefined ? {} : { note_tweet: { text: longText } }),
      ...(repostOf === undefined ? {} : { referenced_tweets: [{ type: 'retweeted', id: reposted.id }] }),
    },
    includes: {
      users: [{ id: author, name: 'An Invented Person', username, verified: false }],
      ...(repostOf === undefined ? {} : { tweets: [reposted] }),
    },
    matching_rules: [{ id: '1273026480692322304', tag: 'hashtide:' }],
  };
}

const NEW_NAMES: ReadonlyMap<string, string> = new Map([
  ['edit_history_tweet_ids', 'edit_history_post_ids'],
  ['referenced_tweets', 'referenced_posts'],
  ['note_tweet', 'note_post'],
  ['tweets', 'posts'],
  ['retweet_count', 'repost_count'],
]);

/** The same payload with the field names of spec 2.167. */
export function withNewFieldNames(payload: unknown): unknown {
  if (Array.isArray(payload)) return payload.map(withNewFieldNames);
  if (typeof payload !== 'object' || payload === null) return payload;
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [NEW_NAMES.get(name) ?? name, withNewFieldNames(value)]),
  );
}

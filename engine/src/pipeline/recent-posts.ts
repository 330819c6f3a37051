import type { Label, ScoredWord } from '@hashtide/models';
import { sanitiseText } from './sanitise-text.ts';
import type { ScoredTweet, TweetTag } from './score-tweet.ts';
import { undoEntities } from './tweet.ts';

/** A post as it is shown: its entities undone, sanitised, never cut. */
export interface RecentPost {
  /** '' where the post had none. */
  readonly id: string;
  readonly text: string;
  readonly name: string;
  /** Without `@`. */
  readonly username: string;
  /** Epoch ms; when the reader got it where X did not say. */
  readonly createdAt: number;
  /** '' where the post has no page on X. */
  readonly url: string;
  readonly label: Label;
  readonly score: number;
  readonly words: readonly ScoredWord[];
  /** The model had nothing for its language: its neutral is no opinion. */
  readonly unscored?: true;
  readonly isRepost: boolean;
}

/** What kept posts say of a hashtag. */
export interface TagPosts {
  /** Newest first, ≤ 50. */
  readonly posts: readonly RecentPost[];
  /** By |weight| × posts, heaviest first, ≤ 12; a word's weight is its mean. */
  readonly words: readonly { readonly word: string; readonly weight: number; readonly posts: number }[];
  /** Hashtags of the same posts, most first, ≤ 12. */
  readonly seenWith: readonly {
    readonly hashtag: string;
    readonly spelling: string;
    readonly posts: number;
  }[];
  /** Kept posts with the hashtag: what `words` and `seenWith` were read from. */
  readonly numPosts: number;
}

/** Bounds of {@link RecentPosts}. */
export interface RecentPostsOptions {
  /** Default 20,000. */
  readonly maxPosts?: number;
  /** An estimate of the memory that posts take. Default 32 MiB. */
  readonly maxBytes?: number;
  /** How long a post is kept, ms; default 60 minutes. */
  readonly rememberDuration?: number;
}

/** A post that can be kept without being read. */
export interface KeepablePost {
  /** An estimate of the memory that it takes. */
  readonly numBytes: number;
  /** @param hashtag its key */
  hasTag(hashtag: string): boolean;
  /** undefined: it is not there any more. */
  read(): ScoredTweet | undefined;
}

interface KeptPost {
  readonly batchTime: number;
  readonly post: KeepablePost;
  readonly bytes: number;
}

const MAX_SHOWN_POSTS = 50;
const MAX_SHOWN_WORDS = 12;

/**
 * The newest posts that have a hashtag, in memory and nowhere else, of committed batches only: a batch's posts are
 * staged while it runs and shown when it is published. They are read when somebody looks.
 */
export class RecentPosts {
  readonly #maxPosts: number;
  readonly #maxBytes: number;
  readonly #rememberDuration: number;
  readonly #staged = new Map<number, KeepablePost[]>();
  /** Oldest first; those before `#first` have been forgotten. */
  #posts: KeptPost[] = [];
  #first = 0;
  #bytes = 0;

  constructor({
    maxPosts = 20_000,
    maxBytes = 32 * 2 ** 20,
    rememberDuration = 60 * 60_000,
  }: RecentPostsOptions = {}) {
    this.#maxPosts = maxPosts;
    this.#maxBytes = maxBytes;
    this.#rememberDuration = rememberDuration;
  }

  get numPosts(): number {
    return this.#posts.length - this.#first;
  }

  /** Estimated bytes of the posts kept. */
  get byteLength(): number {
    return this.#bytes;
  }

  /** Makes the function that keeps the posts of a try of a batch. What an earlier try staged is dropped. */
  stager(batchTime: number): (post: KeepablePost) => void {
    const staged: KeepablePost[] = [];
    this.#staged.set(batchTime, staged);
    return (post) => {
      staged.push(post);
      // Only the newest can be kept, so a great batch need not be held whole.
      if (staged.length >= 2 * this.#maxPosts) staged.splice(0, staged.length - this.#maxPosts);
    };
  }

  /** Shows a committed batch's posts, drops what older batches staged, and forgets what is too old or too much. */
  publish(batchTime: number): void {
    const staged = this.#staged.get(batchTime) ?? [];
    for (const time of this.#staged.keys()) if (time <= batchTime) this.#staged.delete(time);
    for (const post of staged.slice(-this.#maxPosts)) {
      const bytes = post.numBytes;
      this.#posts.push({ batchTime, post, bytes });
      this.#bytes += bytes;
    }
    this.#forget(batchTime - this.#rememberDuration);
  }

  /**
   * What the kept posts of a window say of a hashtag.
   *
   * @param hashtag its key
   * @param after epoch ms; only batches after it
   */
  byHashtag(hashtag: string, after: number = Number.NEGATIVE_INFINITY): TagPosts {
    const posts: RecentPost[] = [];
    const words = new Map<string, { sum: number; posts: number }>();
    const seenWith = new Map<string, { spelling: string; posts: number }>();
    let numPosts = 0;
    for (let index = this.#posts.length - 1; index >= this.#first; index -= 1) {
      const kept = this.#posts[index];
      if (kept === undefined || kept.batchTime <= after) break;
      const record = kept.post.hasTag(hashtag) ? kept.post.read() : undefined;
      if (record === undefined) continue;
      numPosts += 1;
      if (posts.length < MAX_SHOWN_POSTS) posts.push(shown(record));
      addWords(words, record.words);
      addTags(seenWith, record.tags, hashtag);
    }
    return { posts, words: heaviest(words), seenWith: mostSeen(seenWith), numPosts };
  }

  #forget(until: number): void {
    for (; this.#first < this.#posts.length; this.#first += 1) {
      const oldest = this.#posts[this.#first];
      const isTooMuch = this.numPosts > this.#maxPosts || this.#bytes > this.#maxBytes;
      if (oldest === undefined || (oldest.batchTime > until && !isTooMuch)) break;
      this.#bytes -= oldest.bytes;
    }
    this.#posts = this.#posts.slice(this.#first);
    this.#first = 0;
  }
}

function shown({ tweet, label, score, words, unscored }: ScoredTweet): RecentPost {
  const { id = '', at, text, author, createdAt = at, url, isRepost } = tweet;
  return {
    id: sanitiseText(id),
    text: sanitiseText(undoEntities(text), { keepsLines: true }),
    name: sanitiseText(author?.name ?? ''),
    username: sanitiseText(author?.username ?? ''),
    createdAt,
    url,
    label,
    score,
    words: words.map(({ word, weight }) => ({ word: sanitiseText(word), weight })),
    ...(unscored ? { unscored } : {}),
    isRepost,
  };
}

function addWords(sums: Map<string, { sum: number; posts: number }>, words: readonly ScoredWord[]): void {
  for (const { word, weight } of words) {
    const entry = sums.get(word) ?? { sum: 0, posts: 0 };
    sums.set(word, { sum: entry.sum + weight, posts: entry.posts + 1 });
  }
}

function heaviest(sums: ReadonlyMap<string, { sum: number; posts: number }>): TagPosts['words'] {
  return [...sums]
    .filter(([, { sum }]) => sum !== 0)
    .sort(([a, x], [b, y]) => Math.abs(y.sum) - Math.abs(x.sum) || (a < b ? -1 : 1))
    .slice(0, MAX_SHOWN_WORDS)
    .map(([word, { sum, posts }]) => ({ word: sanitiseText(word), weight: sum / posts, posts }));
}

function addTags(
  seen: Map<string, { spelling: string; posts: number }>,
  tags: readonly TweetTag[],
  besides: string,
): void {
  for (const { key, spelling } of tags) {
    if (key === besides) continue;
    const entry = seen.get(key);
    if (entry === undefined) seen.set(key, { spelling, posts: 1 });
    else entry.posts += 1;
  }
}

function mostSeen(seen: ReadonlyMap<string, { spelling: string; posts: number }>): TagPosts['seenWith'] {
  return [...seen]
    .sort(([a, x], [b, y]) => y.posts - x.posts || (a < b ? -1 : 1))
    .slice(0, MAX_SHOWN_WORDS)
    .map(([hashtag, { spelling, posts }]) => ({ hashtag, spelling: sanitiseText(spelling), posts }));
}

import type { SentimentModel } from '@hashtide/models';
import type { ScannedBlock } from './bytes/scanned-block.ts';
import type { KeepablePost } from './recent-posts.ts';
import { type ScoredTweet, scoreTweet } from './score-tweet.ts';
import { parseTweet } from './tweet.ts';

/** A post is kept with its neighbours, which may have no hashtag, and an object of its own. */
const BYTES_A_POST = 100;
const BYTES_A_BYTE = 3;

/** Makes what a `BatchCounter` tells of its posts into posts that can be kept; blocks without records have none. */
export function postsOf(
  model: SentimentModel,
  keep: (post: KeepablePost) => void,
): (block: ScannedBlock, record: number) => void {
  const score = scoreTweet(model);
  return (block, record) => keep(new PostInBlock(block, record, score));
}

/** A post where it came in: read again when somebody looks. */
class PostInBlock implements KeepablePost {
  readonly #block: ScannedBlock;
  readonly #record: number;
  readonly #score: ReturnType<typeof scoreTweet>;

  constructor(block: ScannedBlock, record: number, score: ReturnType<typeof scoreTweet>) {
    this.#block = block;
    this.#record = record;
    this.#score = score;
  }

  get numBytes(): number {
    return BYTES_A_POST + BYTES_A_BYTE * (this.#end - this.#start);
  }

  hasTag(hashtag: string): boolean {
    const { tags, tagEnds, names } = this.#block;
    const end = tagEnds[this.#record] ?? 0;
    for (let at = this.#record === 0 ? 0 : (tagEnds[this.#record - 1] ?? 0); at < end; at += 1)
      if (names.keys[tags[at] as number] === hashtag) return true;
    return false;
  }

  read(): ScoredTweet | undefined {
    const bytes = this.#block.source?.bytes.subarray(this.#start, this.#end);
    if (bytes === undefined) return undefined;
    const tweet = parseTweet(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
    return tweet.kind === 'tweet' ? this.#score(tweet) : undefined;
  }

  get #start(): number {
    return this.#record === 0 ? 0 : (this.#block.source?.ends[this.#record - 1] ?? -1) + 1;
  }

  get #end(): number {
    return this.#block.source?.ends[this.#record] ?? 0;
  }
}

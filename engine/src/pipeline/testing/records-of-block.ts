import type { SentimentModel } from '@hashtide/models';
import { HAS_ID, LABEL_BITS, REJECTED, REPOST, type ScannedBlock, UNSCORED } from '../bytes/scanned-block.ts';
import { scoreTweet } from '../score-tweet.ts';
import { parseTweet } from '../tweet.ts';
import { readTweetId } from '../tweet-id.ts';

/** What is counted of a record. */
export interface CountedOfRecord {
  readonly label: string;
  readonly unscored: boolean;
  readonly isRepost: boolean;
  readonly id: readonly [low: number, high: number] | undefined;
  readonly lang: string;
  readonly tags: readonly { readonly key: string; readonly spelling: string }[];
}

const LABELS = ['negative', 'neutral', 'positive'];

/** The records of a block, one by one. */
export function recordsOfBlock(block: ScannedBlock): (CountedOfRecord | 'rejected')[] {
  return Array.from({ length: block.numRecords }, (_, record) => {
    const mark = block.marks[record] ?? 0;
    if ((mark & REJECTED) !== 0) return 'rejected';
    const tags = block.tags.subarray(record === 0 ? 0 : block.tagEnds[record - 1], block.tagEnds[record]);
    return {
      label: LABELS[mark & LABEL_BITS] ?? '',
      unscored: (mark & UNSCORED) !== 0,
      isRepost: (mark & REPOST) !== 0,
      id:
        (mark & HAS_ID) === 0
          ? undefined
          : ([block.ids[2 * record] ?? 0, block.ids[2 * record + 1] ?? 0] as const),
      lang: block.names.langs[block.langs[record] ?? 0] ?? '',
      tags: [...tags].map((tag) => ({
        key: block.names.keys[tag] ?? '',
        spelling: block.names.spellings[tag] ?? '',
      })),
    };
  });
}

/** The same of one record, the slow way: by JSON.parse and strings. */
export function readSlowly(model: SentimentModel): (record: string) => CountedOfRecord | 'rejected' {
  const score = scoreTweet(model);
  return (record) => {
    const tweet = parseTweet(record);
    if (tweet.kind === 'rejected') return 'rejected';
    const { label, unscored, tags } = score(tweet);
    const halves = { low: 0, high: 0 };
    if (tweet.id !== undefined) readTweetId(tweet.id, halves);
    return {
      ...{ label, unscored, isRepost: tweet.isRepost, lang: tweet.lang, tags },
      id: tweet.id === undefined ? undefined : [halves.low, halves.high],
    };
  };
}

import type { KeepablePost } from '../recent-posts.ts';
import type { ScoredTweet } from '../score-tweet.ts';

/** A post that is read already, of `numBytes` bytes. */
export function keepable(record: ScoredTweet, numBytes = 599): KeepablePost {
  return {
    numBytes,
    hasTag: (hashtag) => record.tags.some(({ key }) => key === hashtag),
    read: () => record,
  };
}

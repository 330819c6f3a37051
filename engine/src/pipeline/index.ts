export { BatchCounter, type BatchCounts } from './batch-counter.ts';
export type { BatchRecord, BatchTotals, HashtagBatch, HashtagName, SourcePosition } from './batch-record.ts';
export { HashtagFinder } from './bytes/hashtag-bytes.ts';
export { HOLDS_EF, HOLDS_NUMBER_SIGN, whatHolds } from './bytes/json-text.ts';
export { SpellingTable } from './bytes/spelling-table.ts';
export { addCounts, type Counts, countPost, zeroCounts } from './counts.ts';
export { HashtagWindows } from './hashtag-windows.ts';
export {
  extractHashtags,
  extractHashtagsWithIndices,
  type HashtagWithIndices,
  hashtagKey,
} from './hashtags.ts';
export { type RecentPost, RecentPosts, type RecentPostsOptions, type TagPosts } from './recent-posts.ts';
export { type SanitiseOptions, sanitiseText } from './sanitise-text.ts';
export { type Duplicate, type ScoredTweet, scoreTweet, type TweetTag } from './score-tweet.ts';
export { SeenIds, type SeenIdsOptions } from './seen-ids.ts';
export {
  type Author,
  parseTweet,
  type Rejected,
  type RejectReason,
  type Tweet,
  undoEntities,
} from './tweet.ts';
export type {
  CommittedBatch,
  HashtagRow,
  HashtagWindowsOptions,
  RepostMode,
  RowsQuery,
  SeriesPoint,
  WindowTotals,
} from './windows/window-types.ts';

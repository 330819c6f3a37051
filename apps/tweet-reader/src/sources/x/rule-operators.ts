/** Operators that may stand alone: each can bring posts by itself. */
const STANDALONE_OPERATORS: readonly string[] = [
  'from',
  'to',
  'retweets_of',
  'url',
  'url_title',
  'url_description',
  'url_contains',
  'context',
  'entity',
  'conversation_id',
  'in_reply_to_tweet_id',
  'retweets_of_tweet_id',
  'quotes_of_tweet_id',
  'source',
  'bio',
  'bio_name',
  'bio_location',
  'place',
  'place_country',
  'point_radius',
  'bounding_box',
  'embedding',
];

/** Operators that only narrow what another one brings. */
export const CONJUNCTION_OPERATORS: readonly string[] = [
  'is',
  'has',
  'lang',
  'sample',
  'min_followers',
  'followers_count',
  'following_count',
  'tweets_count',
  'listed_count',
  'url_count',
  'hashtag_count',
];

/** Where an operator takes one of a few words. */
export const OPERATOR_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['is', ['retweet', 'reply', 'quote', 'verified', 'nullcast']],
  ['has', ['hashtags', 'cashtags', 'links', 'mentions', 'media', 'images', 'videos', 'video_link', 'geo']],
]);

/** Every known operator. */
export const RULE_OPERATORS: readonly string[] = [...STANDALONE_OPERATORS, ...CONJUNCTION_OPERATORS];

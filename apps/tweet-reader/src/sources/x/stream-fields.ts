/**
 * What is asked for of each post: the full text of long posts (`note_tweet`) and of what was reposted
 * (`referenced_tweets.id`), the language, the entities, and who wrote it. X bills posts, not fields.
 */
export const STREAM_FIELDS = {
  'tweet.fields': [
    'created_at',
    'lang',
    'entities',
    'author_id',
    'referenced_tweets',
    'note_tweet',
    'public_metrics',
    'edit_history_tweet_ids',
    'possibly_sensitive',
    'conversation_id',
  ],
  expansions: ['author_id', 'referenced_tweets.id', 'referenced_tweets.id.author_id'],
  'user.fields': ['name', 'username', 'verified'],
} as const;

import type { SentimentModel } from '@hashtide/models';
import type { DStream } from '../dstream/dstream.ts';
import { type BatchCounts, collectCounts, countHashtags, mergeCounts } from './count-hashtags.ts';
import { firstSightings } from './first-sightings.ts';
import type { RecentPosts } from './recent-posts.ts';
import { scoreTweet } from './score-tweet.ts';
import type { SeenIds } from './seen-ids.ts';
import { parseTweet } from './tweet.ts';

export interface TweetPipeline {
  /** One JSON record each. */
  readonly records: DStream<string>;
  readonly model: SentimentModel;
  readonly seenIds: SeenIds;
  /** Keeps the posts themselves for screens; undefined: nobody looks. */
  readonly recentPosts: RecentPosts | undefined;
  /** Makes a batch durable and known. When it throws, the batch has not happened. */
  readonly commit: (batchTime: number, counts: BatchCounts) => void | Promise<void>;
}

/**
 * The product, as a DStream program: records → tweets, each id once → sentiment → counts by hashtag → one commit.
 */
export function buildPipeline({ records, model, seenIds, recentPosts, commit }: TweetPipeline): void {
  const score = scoreTweet(model);

  const tweets = records.map(parseTweet);
  const sightings = tweets.transform((rdd, batchTime) =>
    rdd.mapPartitions(firstSightings(seenIds, batchTime)),
  );
  const scored = sightings.map((sighting) => (sighting.kind === 'tweet' ? score(sighting) : sighting));
  const kept = recentPosts
    ? scored.transform((rdd, batchTime) => rdd.map(recentPosts.stager(batchTime)))
    : scored;
  const counts = kept.mapPartitions(countHashtags).reduceByKey(mergeCounts);

  counts.foreachRDD(async (rdd, batchTime) => {
    await commit(batchTime, collectCounts(await rdd.collect()));
  });
}

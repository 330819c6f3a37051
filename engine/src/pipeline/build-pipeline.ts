import type { SentimentModel } from '@hashtide/models';
import type { DStream } from '../dstream/dstream.ts';
import { giveWay } from '../time/give-way.ts';
import { BatchCounter, type BatchCounts } from './batch-counter.ts';
import type { ScannedBlock } from './bytes/scanned-block.ts';
import { postsOf } from './post-in-block.ts';
import type { RecentPosts } from './recent-posts.ts';
import type { SeenIds } from './seen-ids.ts';

export interface TweetPipeline {
  /** The records as `BlockScanner` reads them. */
  readonly blocks: DStream<ScannedBlock>;
  readonly model: SentimentModel;
  readonly seenIds: SeenIds;
  /** Keeps the posts themselves for screens; undefined: nobody looks. */
  readonly recentPosts: RecentPosts | undefined;
  /** Makes a batch durable and known. When it throws, the batch has not happened. */
  readonly commit: (batchTime: number, counts: BatchCounts) => void | Promise<void>;
}

/**
 * The product, as a DStream program: blocks of scanned tweets → each id once → counts by hashtag → one commit.
 */
export function buildPipeline({ blocks, model, seenIds, recentPosts, commit }: TweetPipeline): void {
  blocks.foreachRDD(async (rdd, batchTime) => {
    const counter = new BatchCounter(
      seenIds,
      batchTime,
      recentPosts && postsOf(model, recentPosts.stager(batchTime)),
    );
    for (const block of await rdd.collect()) {
      counter.add(block);
      await giveWay();
    }
    await commit(batchTime, counter.result());
  });
}

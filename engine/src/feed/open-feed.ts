import { createFeedContent, type FeedContentOptions } from './create-feed-content.ts';
import { FeedServer } from './feed-server.ts';
import type { HttpRoutes } from './http-reply.ts';

/** Where a feed listens. */
export interface FeedAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly token?: string;
}

/** A feed over the engine's own content, not listening yet, with `routes` beside it. */
export function openFeed(
  address: FeedAddress,
  content: FeedContentOptions,
  routes?: HttpRoutes | undefined,
): FeedServer {
  return new FeedServer({ ...address, clock: content.clock, content: createFeedContent(content), routes });
}

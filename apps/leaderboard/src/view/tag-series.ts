import type { TagMessage } from '@hashtide/engine/feed';

/** What a tag got in one batch of the window. */
export interface SeriesPoint {
  readonly batchTime: number;
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
}

/** One point a batch of the window, oldest first, with the batches that the feed left out because nobody used the tag. */
export function wholeSeries(tag: TagMessage, windowEnd: number, batchDurationMs: number): SeriesPoint[] {
  const batches = Math.max(1, Math.min(3600, Math.round((tag.window_s * 1000) / batchDurationMs)));
  const points = new Map(tag.series.map((point) => [point.batch_time, point]));
  return Array.from({ length: batches }, (_, i) => {
    const batchTime = windowEnd - (batches - 1 - i) * batchDurationMs;
    const { posts, positive, negative } = points.get(batchTime) ?? { posts: 0, positive: 0, negative: 0 };
    return { batchTime, posts, positive, negative };
  });
}

/** The batch with the most posts, the latest of equal ones; null where there are none. */
export function peakOf(series: readonly SeriesPoint[]): SeriesPoint | null {
  const peak = series.reduce<SeriesPoint | null>(
    (best, point) => (best === null || point.posts >= best.posts ? point : best),
    null,
  );
  return peak === null || peak.posts === 0 ? null : peak;
}

/** NET of several points together; null without a post. */
export function netOfPoints(points: readonly SeriesPoint[]): number | null {
  const posts = points.reduce((sum, point) => sum + point.posts, 0);
  const balance = points.reduce((sum, point) => sum + point.positive - point.negative, 0);
  return posts === 0 ? null : Math.round((balance / posts) * 100) + 0;
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const Sentiment: new () => { analyze(text: string): { score: number } } = require('sentiment');
const { extractHashtags }: { extractHashtags(text: string): string[] } = require('twitter-text');

type LabelCounts = { posts: number; positive: number; neutral: number; negative: number };

export interface IndependentCount {
  readonly totals: LabelCounts & { readonly duplicate: number };
  readonly tags: ReadonlyMap<string, LabelCounts>;
}

/**
 * What a recording of plain tweets must come to, counted with npm `sentiment` and npm `twitter-text` and no line of
 * hashtide: each id once, text labelled by the sign of its score, each tag once a tweet.
 */
export function countIndependently(file: string): IndependentCount {
  const sentiment = new Sentiment();
  const seen = new Set<string>();
  const totals = { posts: 0, positive: 0, neutral: 0, negative: 0, duplicate: 0 };
  const tags = new Map<string, LabelCounts>();
  for (const line of gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')) {
    const { id, text } = JSON.parse(line).data;
    if (seen.has(id)) {
      totals.duplicate += 1;
      continue;
    }
    seen.add(id);
    const { score } = sentiment.analyze(
      text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    );
    const label = score > 0 ? 'positive' : score < 0 ? 'negative' : 'neutral';
    totals.posts += 1;
    totals[label] += 1;
    for (const tag of new Set(extractHashtags(text).map((one) => one.normalize('NFKC').toLowerCase()))) {
      const counts = tags.get(tag) ?? { posts: 0, positive: 0, neutral: 0, negative: 0 };
      counts.posts += 1;
      counts[label] += 1;
      tags.set(tag, counts);
    }
  }
  return { totals, tags };
}

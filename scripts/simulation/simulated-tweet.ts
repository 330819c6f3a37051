import type { SentimentModel } from '../../models/src/sentiment-model.ts';

/** What is counted of a tweet. */
export interface TweetFacts {
  readonly tags: readonly string[];
  readonly label: 'positive' | 'neutral' | 'negative';
}

const LABELS = ['positive', 'neutral', 'negative'] as const;

/** The tweet of that number, and all that can be known of it. */
export function factsOf(id: number): TweetFacts {
  const label = LABELS[(id * 7 + (id >> 3)) % 3] ?? 'neutral';
  const tags = [`t${(id * 13) % 5}`];
  if (id % 4 === 0) tags.push(`u${(id >> 2) % 11}`);
  return { tags: id % 9 === 0 ? [] : tags, label };
}

/** Its record, as the reader gets it from X. */
export function recordLine(id: number, at: number): Buffer {
  const { tags, label } = factsOf(id);
  const text = `${label} ${tags.map((tag) => `#${tag}`).join(' ')}`;
  return Buffer.from(`{"data":{"id":"${id}","text":"${text}","lang":"en"},"__rec":{"at":${at}}}`);
}

/** Says what the text says. */
export const SIMULATED_MODEL: SentimentModel = {
  name: 'simulated',
  score: (text) => {
    const label = LABELS.find((one) => text.startsWith(one)) ?? 'neutral';
    return { label, score: 0, words: [] };
  },
};

import { createRequire } from 'node:module';

/** What the tests use of npm `twitter-text`, which has no types of its own. */
interface TwitterText {
  extractHashtags(text: string): string[];
  extractHashtagsWithIndices(text: string): { hashtag: string; indices: [number, number] }[];
  modifyIndicesFromUTF16ToUnicode(text: string, entities: { indices: [number, number] }[]): void;
}

const require = createRequire(import.meta.url);

export const twitterText = require('twitter-text') as TwitterText;

/** One of its regular expressions, as source text. */
export function twitterTextSource(name: string): string {
  const expression = require(`twitter-text/dist/regexp/${name}`) as RegExp | string;
  return typeof expression === 'string' ? expression : expression.source;
}

import { createRequire } from 'node:module';
import { missingPackage } from '../missing-package.ts';

/** What is used of npm `twitter-text`, which has no types of its own. */
interface TwitterText {
  extractHashtags(text: string): string[];
}

/** The version that hashtide's rules follow. */
const VERSION = '3.1.0';

export function twitterTextMissing(): string | undefined {
  return missingPackage('twitter-text', VERSION);
}

/** The rival. */
export function twitterTextPackage(): TwitterText {
  return createRequire(import.meta.url)('twitter-text') as TwitterText;
}

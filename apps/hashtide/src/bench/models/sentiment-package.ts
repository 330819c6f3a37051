import { createRequire } from 'node:module';

/** What is used of npm `sentiment`, which has no types of its own. */
interface Sentiment {
  analyze(text: string): { readonly score: number };
}

/** The rival: a new one, with its English vocabulary. */
export function sentimentPackage(): Sentiment {
  const Package = createRequire(import.meta.url)('sentiment') as new () => Sentiment;
  return new Package();
}

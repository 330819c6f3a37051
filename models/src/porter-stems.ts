import { createRequire } from 'node:module';
import { withoutAddresses } from './without-addresses.ts';

const require = createRequire(import.meta.url);

/** The part of natural's Porter stemmer that is used here. */
interface PorterStemmer {
  tokenizeAndStem(text: string): string[];
}

/**
 * What natural's classifiers see of a text: the Porter stems of its words in their order, without stop words;
 * links and @names are taken out first. natural's stemmer is loaded by the first call.
 */
export function porterStems(text: string): string[] {
  // A sub-path: natural's front door loads three database clients.
  const stemmer = require('natural/lib/natural/stemmers/porter_stemmer') as PorterStemmer;
  return stemmer.tokenizeAndStem(withoutAddresses(text));
}

import type { JsonObject } from '../sources/json-object.ts';
import { arrayOf } from './json.ts';

/** X's `includes`: the users and posts that a post speaks of. */
export type Includes = JsonObject | undefined;

const REPOST_TYPES: readonly unknown[] = ['retweeted', 'reposted'];

/** The reference that makes a post a retweet, by its old or new name; undefined: it is none. */
export function referencedRepost(data: JsonObject): JsonObject | undefined {
  const references = data.referenced_tweets ?? data.referenced_posts;
  if (references === undefined) return undefined;
  return arrayOf(references).find((reference) => REPOST_TYPES.includes(reference.type));
}

/**
 * The text that was retweeted, which the retweet's own text (`RT @user: …`) cuts short.
 *
 * @param fullText reads the text of a post
 * @returns undefined where the record does not hold the post
 */
export function repostedText(
  reference: JsonObject,
  includes: Includes,
  fullText: (data: JsonObject) => string | undefined,
): string | undefined {
  const posts = [...arrayOf(includes?.tweets), ...arrayOf(includes?.posts)];
  const id = reference.id;
  const original = id === undefined ? undefined : posts.find((post) => post.id === id);
  // A flattened tweet (twarc2) has the post in the reference itself.
  return fullText(original ?? reference);
}

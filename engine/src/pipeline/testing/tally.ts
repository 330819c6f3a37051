/**
 * How many posts had each of a few texts. Nearly always there is one text only, so the first has its own fields and
 * the map is made when a second comes. Plain data: it can be sent to another thread.
 */
export interface Tally {
  readonly first: string;
  firstPosts: number;
  rest: Map<string, number> | undefined;
}

/** A tally of one post. */
export function tallyOf(text: string): Tally {
  return { first: text, firstPosts: 1, rest: undefined };
}

/** Adds posts to `tally`, in place. */
export function addToTally(tally: Tally, text: string, posts: number): void {
  if (text === tally.first) {
    tally.firstPosts += posts;
    return;
  }
  tally.rest ??= new Map();
  tally.rest.set(text, (tally.rest.get(text) ?? 0) + posts);
}

/** Adds all of `other` to `tally`, in place. */
export function mergeTallies(tally: Tally, other: Tally): void {
  addToTally(tally, other.first, other.firstPosts);
  if (other.rest === undefined) return;
  for (const [text, posts] of other.rest) addToTally(tally, text, posts);
}

/** The tally as a map, in order of appearance. */
export function tallyToMap(tally: Tally): Map<string, number> {
  const map = new Map([[tally.first, tally.firstPosts]]);
  if (tally.rest !== undefined) for (const [text, posts] of tally.rest) map.set(text, posts);
  return map;
}

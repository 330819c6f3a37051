import { elementsOf, memberOf, membersOf, type Span } from './json-spans.ts';

/** An id, media key or user name as a JSON string; the quotes are not taken, so strings with `\"` do no harm. */
const QUOTED_NAME = /(?<=")\w{1,40}(?=")/g;

interface Expansion {
  /** `users`, `tweets`, … */
  readonly kind: string;
  readonly names: ReadonlySet<string>;
  readonly json: string;
}

/**
 * The tweets of a twarc2 page (an API answer whose `data` is an array) as one X object each, in the page's
 * order: `{"data":{…},"includes":{…}}`. Each gets of the page's includes what it refers to, directly or through
 * a post it refers to; with all of them a record of a full page would not fit a line.
 *
 * @param text valid JSON of one object
 * @returns the elements of `data` in their own text; undefined for an element that is no object
 */
export function splitPage(text: string): (string | undefined)[] {
  const members = membersOf(text, 0);
  const data = memberOf(members, 'data');
  if (data === undefined || text[data.start] !== '[') return [];
  const expansions = readExpansions(text, memberOf(members, 'includes'));
  return elementsOf(text, data.start).map(({ start, end }) => {
    if (text[start] !== '{') return undefined;
    const tweet = text.slice(start, end);
    const includes = includesFor(tweet, expansions);
    return includes === '' ? `{"data":${tweet}}` : `{"data":${tweet},"includes":{${includes}}}`;
  });
}

function readExpansions(text: string, includes: Span | undefined): Expansion[] {
  if (includes === undefined || text[includes.start] !== '{') return [];
  return membersOf(text, includes.start)
    .filter((kind) => text[kind.start] === '[')
    .flatMap(({ key, start }) =>
      elementsOf(text, start)
        .filter((element) => text[element.start] === '{')
        .map((element) => ({
          kind: key,
          names: namesOf(text, element),
          json: text.slice(element.start, element.end),
        })),
    );
}

function namesOf(text: string, element: Span): ReadonlySet<string> {
  return new Set(
    membersOf(text, element.start)
      .filter(({ key }) => key === 'id' || key === 'media_key' || key === 'username')
      .map(({ start, end }) => text.slice(start, end).replaceAll('"', '')),
  );
}

function includesFor(tweet: string, expansions: readonly Expansion[]): string {
  const wanted = new Set(tweet.match(QUOTED_NAME));
  const isWanted = ({ names }: Expansion): boolean => !names.isDisjointFrom(wanted);
  for (const post of expansions) {
    if ((post.kind !== 'tweets' && post.kind !== 'posts') || !isWanted(post)) continue;
    for (const name of post.json.match(QUOTED_NAME) ?? []) wanted.add(name);
  }
  const chosen = Map.groupBy(expansions.filter(isWanted), ({ kind }) => kind);
  return Array.from(
    chosen,
    ([kind, list]) => `${JSON.stringify(kind)}:[${list.map(({ json }) => json)}]`,
  ).join();
}

import type { SynchronisedRules } from '@hashtide/tweet-reader';

/** What became of the rules on X, for people: added, deleted, kept, and those of others, which match all the same. */
export function describeRules({ added, deleted, kept, leftAlone }: SynchronisedRules): string {
  const lines = [
    ...added.map(({ value }) => `  + ${value}`),
    ...deleted.map(({ value }) => `  - ${value}`),
    ...kept.map(({ value }) => `  = ${value}`),
    ...leftAlone.map(
      ({ value, tag }) =>
        `  . ${value}   (not hashtide’s${tag === undefined ? '' : `, tag ${tag}`}: left alone, it matches too)`,
    ),
  ];
  return `rules on X:\n${lines.join('\n')}`;
}

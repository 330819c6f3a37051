/** Names further apart than this are not each other's misspelling. */
const maxDistance = 3;

/** The name that takes the fewest edited letters from `name`; undefined when all take more than 3, or half of it. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > 40) return undefined;
  let nearest: string | undefined;
  let least = Math.min(maxDistance, name.length / 2);
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance > least || (nearest !== undefined && distance === least)) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/** Levenshtein's: letters inserted, left out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** Orders texts by UTF-16 code unit, hashtide's one order for tags: the same on every machine and locale. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

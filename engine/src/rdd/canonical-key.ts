/** A text that is the same for equal keys and different for others: `["a",1]`, `{"id":7}` (names sorted). */
export function canonicalKey(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key === 'bigint') return `${key}n`;
  if (typeof key === 'number') return String(key === 0 ? 0 : key);
  if (typeof key !== 'object' || key === null) return String(key);
  if (Array.isArray(key)) return `[${key.map(canonicalKey).join(',')}]`;
  if (key instanceof Date) return `Date(${key.getTime()})`;
  const fields = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${canonicalKey(value)}`).join(',')}}`;
}

/** A record as one writes it in a text: a text as it is, a pair as `(word,1)`, anything else as JSON. */
export function formatRecord(record: unknown): string {
  if (typeof record === 'string') return record;
  if (Array.isArray(record) && record.length === 2) {
    return `(${formatRecord(record[0])},${formatRecord(record[1])})`;
  }
  if (typeof record !== 'object' || record === null) return String(record);
  try {
    return JSON.stringify(record) ?? String(record);
  } catch {
    // It holds itself, or a bigint.
    return String(record);
  }
}

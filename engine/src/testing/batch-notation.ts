/**
 * Reads batches from text: `|` stands between batches, a blank between records. What looks like a number is one.
 *
 *     parseBatches('0 1 | a | | 2')   [[0, 1], ['a'], [], [2]]
 */
export function parseBatches(text: string): (number | string)[][] {
  return text.split('|').map((batch) =>
    batch
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => (Number.isNaN(Number(word)) ? word : Number(word))),
  );
}

/**
 * Writes batches as text, the reverse of {@link parseBatches}. A pair is written `key:value`, an empty batch as
 * nothing.
 */
export function formatBatches(batches: readonly (readonly unknown[])[]): string {
  return batches
    .map((batch) => batch.map(formatRecord).join(' '))
    .join(' | ')
    .replace(/\|\s+(?=\|)/g, '| ')
    .trim();
}

function formatRecord(record: unknown): string {
  if (Array.isArray(record) && record.length === 2) return record.map(formatRecord).join(':');
  return typeof record === 'object' && record !== null ? JSON.stringify(record) : String(record);
}

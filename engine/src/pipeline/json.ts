/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @returns `value` if it is an object (and no array), else undefined */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** @returns `value` if it is a string, else undefined */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** @returns the objects of an array; nothing where `value` is none */
export function arrayOf(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.map(asObject).filter((item) => item !== undefined);
}

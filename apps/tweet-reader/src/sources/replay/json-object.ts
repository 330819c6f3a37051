/** A parsed JSON object: nothing is known of its values. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether `value` is an object in JSON's sense: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { isObject, type JsonObject } from '../sources/json-object.ts';

/** @returns `value` if it is an object (and no array), else undefined */
export function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** @returns `value` if it is a string, else undefined */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** @returns the objects of an array; nothing where `value` is none */
export function arrayOf(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.filter(isObject);
}

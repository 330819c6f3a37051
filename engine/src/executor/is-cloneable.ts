/**
 * Whether a value arrives in another thread as it is. Functions and symbols cannot be sent; an instance of a class
 * can, but loses its class, which is worse.
 */
export function isCloneable(value: unknown): boolean {
  return culprit(value) === undefined;
}

/** The first thing in `value` that would not arrive as it is, in words; undefined: there is none. */
export function culprit(value: unknown): string | undefined {
  return find(value, undefined);
}

const LEAVES = new Set<unknown>([
  Date.prototype,
  RegExp.prototype,
  ArrayBuffer.prototype,
  SharedArrayBuffer.prototype,
  DataView.prototype,
  Boolean.prototype,
  Number.prototype,
  String.prototype,
  Uint8Array.prototype,
  Uint8ClampedArray.prototype,
  Uint16Array.prototype,
  Uint32Array.prototype,
  Int8Array.prototype,
  Int16Array.prototype,
  Int32Array.prototype,
  BigInt64Array.prototype,
  BigUint64Array.prototype,
  Float32Array.prototype,
  Float64Array.prototype,
  Error.prototype,
  TypeError.prototype,
  RangeError.prototype,
  SyntaxError.prototype,
  ReferenceError.prototype,
  EvalError.prototype,
  URIError.prototype,
]);

/** @param seen the objects on the way to here, so that a cycle ends */
function find(value: unknown, seen: Seen | undefined): string | undefined {
  if (typeof value === 'function') return `a function (${value.name || 'without a name'})`;
  if (typeof value === 'symbol') return `a symbol (${String(value)})`;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let each = seen; each !== undefined; each = each.before) if (each.value === value) return undefined;
  const here: Seen = { value, before: seen };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return findIn(value as unknown[], here);
  if (prototype === Object.prototype || prototype === null) return findIn(Object.values(value), here);
  if (LEAVES.has(prototype)) return undefined;
  if (prototype === Set.prototype) return findIn([...(value as Set<unknown>)], here);
  if (prototype === Map.prototype) {
    for (const [key, item] of value as Map<unknown, unknown>) {
      const found = find(key, here) ?? find(item, here);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return `an instance of ${value.constructor?.name || 'a class'}`;
}

interface Seen {
  readonly value: object;
  readonly before: Seen | undefined;
}

function findIn(values: readonly unknown[], seen: Seen): string | undefined {
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value === 'string' || typeof value === 'number') continue;
    const found = find(value, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

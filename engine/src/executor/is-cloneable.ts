/**
 * Whether a value arrives in another thread as it is. Functions and symbols cannot be sent; an instance of a class
 * can, but loses its class, which is worse.
 */
export function isCloneable(value: unknown): boolean {
  return culprit(value) === undefined;
}

/** The first thing in `value` that would not arrive as it is, in words; undefined: there is none. */
export function culprit(value: unknown): string | undefined {
  return new Search().find(value, undefined);
}

/** As deep as records and their fields are: most values end here, and are looked at as often as they are met. */
const PLAIN_DEPTH = 4;
/** Values deep inside that are remembered. */
const MOST_KNOWN = 10_000;

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

/** An object and those it is in. */
interface Seen {
  readonly value: object;
  readonly before: Seen | undefined;
  readonly depth: number;
}

class Search {
  /** Found good: what is shared by many is looked at once, or lists of the same lists would take for ever. */
  readonly #known = new Set<object>();

  /** @param seen the objects on the way to here, so that a cycle ends */
  find(value: unknown, seen: Seen | undefined): string | undefined {
    if (typeof value === 'function') return `a function (${value.name || 'without a name'})`;
    if (typeof value === 'symbol') return `a symbol (${String(value)})`;
    if (typeof value !== 'object' || value === null) return undefined;
    const depth = seen === undefined ? 0 : seen.depth + 1;
    if (depth > PLAIN_DEPTH && this.#known.has(value)) return undefined;
    for (let each = seen; each !== undefined; each = each.before) if (each.value === value) return undefined;
    const found = this.#findInside(value, { value, before: seen, depth });
    if (depth > PLAIN_DEPTH && found === undefined) this.#remember(value);
    return found;
  }

  #findInside(value: object, here: Seen): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Array.prototype) return this.#findIn(value as unknown[], here);
    if (prototype === Object.prototype || prototype === null) return this.#findIn(Object.values(value), here);
    if (LEAVES.has(prototype)) return undefined;
    if (prototype === Set.prototype) return this.#findIn([...(value as Set<unknown>)], here);
    if (prototype === Map.prototype) {
      for (const [key, item] of value as Map<unknown, unknown>) {
        const found = this.find(key, here) ?? this.find(item, here);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    return `an instance of ${value.constructor?.name || 'a class'}`;
  }

  #findIn(values: readonly unknown[], here: Seen): string | undefined {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i];
      if (typeof value === 'string' || typeof value === 'number') continue;
      const found = this.find(value, here);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #remember(value: object): void {
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(value);
  }
}

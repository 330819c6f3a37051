import { StreamingError } from '../errors.ts';

/**
 * Makes copies of a zero value, one for each partition or key, so that functions may change what they are given.
 *
 * @throws {StreamingError} `ZERO_NOT_PLAIN` for an object of a class, a function or anything else that is no data
 */
export function copiesOf<C>(zeroValue: C): () => C {
  if (typeof zeroValue !== 'object' && typeof zeroValue !== 'function') return () => zeroValue;
  if (zeroValue === null) return () => zeroValue;
  if (!isPlain(zeroValue)) {
    throw new StreamingError(
      'ZERO_NOT_PLAIN',
      `the zero value is a ${zeroValue.constructor?.name ?? typeof zeroValue}; it must be plain data, for it is copied`,
      { fix: 'Use combineByKey or mapPartitions, which make their own.' },
    );
  }
  return () => structuredClone(zeroValue);
}

const PLAIN_PROTOTYPES = new Set<unknown>([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
]);

function isPlain(value: object): boolean {
  return PLAIN_PROTOTYPES.has(Object.getPrototypeOf(value)) || ArrayBuffer.isView(value);
}

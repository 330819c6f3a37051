/**
 * The same value with copies of its bytes, to be handed over to another thread. Sending a view as it is would send
 * all of its buffer, which may be shared with other blocks.
 *
 * @param transfer gets the copies
 */
export function copyBytes(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (value instanceof Uint8Array) {
    const copy = new Uint8Array(value);
    transfer.push(copy.buffer);
    return copy;
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      field instanceof Uint8Array ? copyBytes(field, transfer) : field,
    ]),
  );
}

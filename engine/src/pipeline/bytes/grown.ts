/** A column that has a place `index`: twice as long as often as need be, with what it held. */
export function grown<C extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(
  column: C,
  index: number,
): C {
  let { length } = column;
  while (length <= index) length *= 2;
  const longer = new (column.constructor as new (length: number) => C)(length);
  longer.set(column);
  return longer;
}

import { applyEdits, type Edit, memberOf, membersOf } from './json-spans.ts';

const NEW_KEY = Buffer.from(',"__rec":{"at":');
const COMMA_LENGTH = 1;
const BRACE_OPEN = 0x7b;

/**
 * Adds `"__rec":{"at":…}` to a record that has no `__rec`, as its last key. What was there stays byte for byte,
 * so ids beyond 2^53 and the order of keys survive.
 *
 * @param line UTF-8 JSON of one object, nothing around it
 */
export function addStamp(line: Uint8Array, at: number): Uint8Array {
  const closing = line.length - 1;
  const key = isEmptyObject(line) ? NEW_KEY.subarray(COMMA_LENGTH) : NEW_KEY;
  const tail = `${at}}}`;
  const stamped = Buffer.allocUnsafe(closing + key.length + tail.length);
  stamped.set(line.subarray(0, closing));
  stamped.set(key, closing);
  stamped.write(tail, closing + key.length, 'latin1');
  return stamped;
}

/** Sets `__rec.at` of a record that has a `__rec`, of whatever form, and leaves everything else as it is. */
export function replaceStamp(line: Uint8Array, at: number): Uint8Array {
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString();
  const edit = stampEdit(text, at);
  return edit === undefined ? addStamp(line, at) : Buffer.from(applyEdits(text, [edit]));
}

/** What `replaceStamp` changes in the text; undefined when there is no `__rec`. */
export function stampEdit(text: string, at: number): Edit | undefined {
  const rec = memberOf(membersOf(text, 0), '__rec');
  if (rec === undefined) return undefined;
  if (text[rec.start] !== '{') return { start: rec.start, end: rec.end, text: `{"at":${at}}` };
  const members = membersOf(text, rec.start);
  const stamp = memberOf(members, 'at');
  if (stamp !== undefined) return { start: stamp.start, end: stamp.end, text: String(at) };
  const inside = rec.start + 1;
  return { start: inside, end: inside, text: members.length === 0 ? `"at":${at}` : `"at":${at},` };
}

function isEmptyObject(line: Uint8Array): boolean {
  let i = line.length - 2;
  while (i > 0 && (line[i] ?? 0) <= 0x20) i--;
  return i === 0 && line[0] === BRACE_OPEN;
}

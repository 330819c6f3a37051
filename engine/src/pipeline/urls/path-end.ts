import { PATH, PATH_END, QUERY, QUERY_END, urlClass } from './url-characters.ts';

function runEnd(text: string, start: number, bits: number): number {
  let end = start;
  while (end < text.length && ((urlClass[text.charCodeAt(end)] ?? 0) & bits) !== 0) end += 1;
  return end;
}

/** `(…)` or `(…(…)…)` at `start`: @returns where it ends, -1 when it is not balanced so. */
function parenthesesEnd(text: string, start: number): number {
  let end = runEnd(text, start + 1, PATH);
  if (text[end] === ')' && end > start + 1) return end + 1;
  if (text[end] !== '(') return -1;
  const inner = end + 1;
  end = runEnd(text, inner, PATH);
  if (end === inner || text[end] !== ')') return -1;
  end = runEnd(text, end + 1, PATH);
  return text[end] === ')' ? end + 1 : -1;
}

/** `:` and digits, if they stand at `start`. @returns where they end, else `start` */
export function portEnd(text: string, start: number): number {
  if (text[start] !== ':') return start;
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1;
  return end === start + 1 ? start : end;
}

/**
 * A path, if one stands at `start`: `/` and the longest run of path characters and balanced parentheses that ends in
 * a character a path may end in (so the full stop after a link is not part of it).
 *
 * @returns where it ends, else `start`
 */
export function pathEnd(text: string, start: number): number {
  if (text[start] !== '/') return start;
  let end = start + 1;
  let index = end;
  while (index < text.length) {
    const unit = text.charCodeAt(index);
    const bits = urlClass[unit] ?? 0;
    if ((bits & PATH) !== 0) {
      index += 1;
      if ((bits & PATH_END) !== 0) end = index;
      continue;
    }
    const closed = unit === 0x28 ? parenthesesEnd(text, index) : -1;
    if (closed < 0) break;
    index = closed;
    end = closed;
  }
  return end;
}

/** A query string, if one stands at `start`. @returns where it ends, at `limit` at the latest; else `start` */
export function queryEnd(text: string, start: number, limit: number = text.length): number {
  if (text[start] !== '?') return start;
  let end = start;
  for (let index = start + 1; index < limit; index += 1) {
    const bits = urlClass[text.charCodeAt(index)] ?? 0;
    if ((bits & QUERY) === 0) break;
    if ((bits & QUERY_END) !== 0) end = index + 1;
  }
  return end;
}

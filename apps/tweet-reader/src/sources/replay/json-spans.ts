/** Where a value stands in a JSON text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object; the span is its value's. */
export interface Member extends Span {
  readonly key: string;
}

/** What to put in a span's place. */
export interface Edit extends Span {
  readonly text: string;
}

/**
 * The members of the object whose `{` stands at `start`, in order. The text must be valid JSON. Looks one level
 * deep and does not recurse, so nesting costs nothing.
 */
export function membersOf(text: string, start: number): Member[] {
  const members: Member[] = [];
  let i = skipBlanks(text, start + 1);
  while (text[i] === '"') {
    const keyEnd = stringEnd(text, i);
    const key = text.slice(i + 1, keyEnd - 1);
    const valueStart = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = valueEnd(text, valueStart);
    members.push({ key: key.includes('\\') ? parseKey(text.slice(i, keyEnd)) : key, start: valueStart, end });
    i = skipBlanks(text, end);
    if (text[i] === ',') i = skipBlanks(text, i + 1);
  }
  return members;
}

/** The elements of the array whose `[` stands at `start`, in order. The text must be valid JSON. */
export function elementsOf(text: string, start: number): Span[] {
  const elements: Span[] = [];
  let i = skipBlanks(text, start + 1);
  while (i < text.length && text[i] !== ']') {
    const end = valueEnd(text, i);
    elements.push({ start: i, end });
    i = skipBlanks(text, end);
    if (text[i] === ',') i = skipBlanks(text, i + 1);
  }
  return elements;
}

/** The member that counts: of a key given twice, JSON.parse takes the last. */
export function memberOf(members: readonly Member[], key: string): Member | undefined {
  return members.findLast((member) => member.key === key);
}

/** The text with every edit made. Edits must not overlap; their order does not matter. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return result + text.slice(from);
}

function parseKey(quoted: string): string {
  return String(JSON.parse(quoted));
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 0x20) i++;
  return i;
}

/** Behind the closing quote of the string that opens at `from`. */
function stringEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '"') return i + 1;
  }
  return text.length;
}

function valueEnd(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return stringEnd(text, from);
  if (first !== '{' && first !== '[') {
    let i = from + 1;
    while (i < text.length && !',]} \t\r\n'.includes(text[i] ?? '')) i++;
    return i;
  }
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = stringEnd(text, i) - 1;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1;
  }
  return text.length;
}

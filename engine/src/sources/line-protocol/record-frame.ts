/** Where a record lies in its line `{"s":<sequence>,"r":<record>}`. Made once and filled again for each line. */
export interface RecordFrame {
  sequence: number;
  /** The record's bytes are `start … end − 1` of the buffer the line was read from. */
  start: number;
  end: number;
}

const HEAD = Buffer.from('{"s":');
const MIDDLE = Buffer.from(',"r":');
const STAMP = Buffer.from('"__rec":{"at":');
/** Numbers of up to this many digits are exact. */
const MAX_DIGITS = 15;
const ZERO = 0x30;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Finds the record in a line of exactly the form a reader writes, without parsing JSON: `bytes[start, end)` is
 * the line without its newline.
 * @returns false: another form (which may still be a record, for JSON.parse to find), `frame` is then unusable
 */
export function readFrame(bytes: Buffer, start: number, end: number, frame: RecordFrame): boolean {
  const after = readSequence(bytes, start, end, frame);
  if (after < 0 || bytes[end - 1] !== CLOSE || bytes[end - 2] !== CLOSE) return false;
  frame.start = after;
  frame.end = end - 1;
  return frame.end - after >= 2 && bytes[after] === OPEN;
}

/**
 * Reads the sequence number from a line's first bytes, into `frame.sequence`.
 * @returns where the record would begin; -1: the line does not begin as a record's does
 */
export function readSequence(bytes: Buffer, start: number, end: number, frame: RecordFrame): number {
  if (!matches(HEAD, bytes, start, end)) return -1;
  const firstDigit = start + HEAD.length;
  let at = firstDigit;
  let sequence = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    sequence = sequence * 10 + digit;
  }
  const digits = at - firstDigit;
  if (digits === 0 || digits > MAX_DIGITS || bytes[firstDigit] === ZERO) return -1;
  if (!matches(MIDDLE, bytes, at, end)) return -1;
  frame.sequence = sequence;
  return at + MIDDLE.length;
}

/**
 * The stamp of a record that ends in `"__rec":{"at":<digits>}}`.
 * @returns -1: another form (which may still have a stamp, for JSON.parse to find)
 */
export function readAt(bytes: Buffer, start: number, end: number): number {
  if (bytes[end - 1] !== CLOSE || bytes[end - 2] !== CLOSE) return -1;
  const last = end - 2;
  let first = last;
  while (first > start && isDigit(bytes[first - 1] as number)) first -= 1;
  const digits = last - first;
  const stamp = first - STAMP.length;
  if (digits === 0 || digits > MAX_DIGITS || (digits > 1 && bytes[first] === ZERO) || stamp < start)
    return -1;
  if (!matches(STAMP, bytes, stamp, end)) return -1;
  // In two halves of whole 32-bit numbers, which is faster than one of more.
  const middle = Math.max(first, last - 7);
  return readDigits(bytes, first, middle) * 1e7 + readDigits(bytes, middle, last);
}

/** Up to eight digits. */
function readDigits(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + (bytes[at] as number) - ZERO;
  return value;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function matches(pattern: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (end - start < pattern.length) return false;
  for (let i = 0; i < pattern.length; i += 1) {
    if (bytes[start + i] !== pattern[i]) return false;
  }
  return true;
}

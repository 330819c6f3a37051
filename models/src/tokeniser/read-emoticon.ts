import { DIGIT, LETTER } from './unit-classes.ts';

/** More than one emoticon's kinds: `end * numKinds + kind` is what {@link readEmoticon} returns. */
export const numKinds = 64;

const wink = 16;
const tear = 32;
const heart = 48;
const brokenHeart = 49;
const happyEyes = 50;
const flatEyes = 51;
const squeezedEyes = 52;
const crying = 53;
const cheering = 54;
const smile = 1;
const frown = 2;

/** What a mouth says, by its unit; 0: no mouth. */
const mouths = new Uint8Array(128);
const mouthKinds = [')]}>', '([{<cC', 'D', 'Pp', '/\\', '|', 'oO0', '*', 'sS', '3', '@', '$', 'xX'];
mouthKinds.forEach((units, index) => {
  for (const unit of units) mouths[unit.charCodeAt(0)] = index + 1;
});

const [colon, semicolon, equals, quote, minus, underscore, dot, three, slash, less, caret] = Array.from(
  ":;='-_.3/<^",
  (unit) => unit.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number, number, number];
const [open, close, backslash, greater, star, tilde, smallO] = Array.from('()\\>*~o', (unit) =>
  unit.charCodeAt(0),
) as [number, number, number, number, number, number, number];

/**
 * An emoticon at a mark: `:)` `;-)` `:'(` `=D` `(:` `<3` `</3` `^_^` `-_-` `>_<` `\o/` and their like, noses left
 * out, a mouth repeated read once.
 *
 * @param units folded by nobody, ended by a blank
 * @param first the mark, folded
 * @param next where the units behind the mark begin
 * @param afterSpace whether a blank, or nothing, stands before the mark
 * @returns −1, or `end * numKinds + kind`; it looks at no more than 6 units beyond a run of one unit
 */
export function readEmoticon(
  units: Uint16Array,
  classOf: Uint8Array,
  fold: Uint16Array,
  first: number,
  next: number,
  afterSpace: boolean,
): number {
  const second = fold[units[next] as number] as number;
  switch (first) {
    case semicolon:
      if (second === underscore && units[next + 1] === semicolon) return (next + 2) * numKinds + crying;
      return readMouth(units, classOf, next, wink);
    case colon:
    case equals:
      return readMouth(units, classOf, next, 0);
    case open: {
      const eyes = second === minus ? (units[next + 1] as number) : second;
      if (eyes !== colon && eyes !== semicolon && eyes !== equals) return -1;
      const end = next + (second === minus ? 2 : 1);
      if (mouths[units[end] as number] !== undefined && mouths[units[end] as number] !== 0) return -1;
      return end * numKinds + smile + (eyes === semicolon ? wink : 0);
    }
    case close: {
      if (!afterSpace || (second !== colon && second !== equals)) return -1;
      const unitClass = classOf[units[next + 1] as number];
      return unitClass === LETTER || unitClass === DIGIT ? -1 : (next + 1) * numKinds + frown;
    }
    case less: {
      const at = second === slash ? next + 1 : next;
      if (units[at] !== three) return -1;
      const end = endOfRun(units, at);
      if (classOf[units[end] as number] === DIGIT) return -1;
      return end * numKinds + (at === next ? heart : brokenHeart);
    }
    case caret:
      if (second === caret) return (next + 1) * numKinds + happyEyes;
      return readFace(units, next, caret, happyEyes);
    case minus:
      return readFace(units, next, minus, flatEyes);
    case greater:
      return readFace(units, next, less, squeezedEyes);
    case backslash:
      return second === smallO && units[next + 1] === slash ? (next + 2) * numKinds + cheering : -1;
    default:
      return -1;
  }
}

/** A mouth behind eyes, perhaps with a nose between. */
function readMouth(units: Uint16Array, classOf: Uint8Array, next: number, eyes: number): number {
  let at = next;
  let kind = eyes;
  const nose = units[at] as number;
  const isTear = nose === quote || nose === 0x2019;
  if (isTear || nose === minus || nose === caret || nose === star || nose === tilde || nose === smallO) {
    const behind = units[at + 1] as number;
    if (behind < 128 && mouths[behind] !== 0 && (nose !== star || behind === close || behind === open)) {
      if (isTear) kind = tear;
      at++;
    }
  }
  const unit = units[at] as number;
  const mouth = unit < 128 ? (mouths[unit] as number) : 0;
  if (mouth === 0) return -1;
  const end = endOfRun(units, at);
  const unitClass = classOf[unit];
  if (unitClass === LETTER || unitClass === DIGIT) {
    const behind = classOf[units[end] as number];
    if (behind === LETTER || behind === DIGIT) return -1;
    if (unitClass === DIGIT && at === next && classOf[units[next - 2] as number] === DIGIT) return -1;
  }
  return end * numKinds + kind + mouth;
}

/** Eyes, `_` `.` or `-` between, and eyes again. */
function readFace(units: Uint16Array, next: number, eyes: number, kind: number): number {
  const nose = units[next] as number;
  if (nose !== underscore && nose !== dot && (nose !== minus || eyes === minus)) return -1;
  const end = endOfRun(units, next);
  return units[end] === eyes ? (end + 1) * numKinds + kind : -1;
}

function endOfRun(units: Uint16Array, start: number): number {
  const unit = units[start];
  let end = start + 1;
  while (units[end] === unit) end++;
  return end;
}

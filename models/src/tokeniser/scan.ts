import { DIGIT, HIGH_SURROGATE, LETTER, SPACE, type UnitClasses } from './unit-classes.ts';

/** Units of a domain that are looked at behind `word.` for the slash that makes it a link. */
const maxDomain = 32;

const slash = 0x2f;
const dot = 0x2e;
const comma = 0x2c;
const colon = 0x3a;
const hyphen = 0x2d;
const underscore = 0x5f;

/** A text's units, a few blanks behind them, and what each is. */
export interface Scanned extends UnitClasses {
  readonly units: Uint16Array;
}

/** The end of a link: the next blank or emoji. */
export function endOfLink({ units, classOf }: Scanned, from: number, length: number): number {
  let at = from;
  while (at < length) {
    const unitClass = classOf[units[at] as number];
    if (unitClass === SPACE || unitClass === HIGH_SURROGATE) break;
    at++;
  }
  return at;
}

/** Whether what stands behind a word makes it a link: `://`, or a dot and a domain with a path (`t.co/…`). */
export function isLink({ units, classOf }: Scanned, at: number): boolean {
  if (units[at] === colon) return units[at + 1] === slash && units[at + 2] === slash;
  if (units[at] !== dot || classOf[units[at + 1] as number] !== LETTER) return false;
  const last = at + maxDomain;
  for (let i = at + 1; i < last; i++) {
    const unit = units[i] as number;
    if (unit === slash) return true;
    const unitClass = classOf[unit];
    if (unitClass !== LETTER && unitClass !== DIGIT && unit !== dot && unit !== hyphen) return false;
  }
  return false;
}

/** The end of an @name. */
export function endOfName({ units, classOf }: Scanned, from: number): number {
  let at = from;
  for (;;) {
    const unit = units[at] as number;
    const unitClass = classOf[unit];
    if (unit >= 0x80 || (unitClass !== LETTER && unitClass !== DIGIT)) return at;
    at++;
  }
}

/** The end of a number with what belongs to it: `10:30am`, `1,000.5`, `2nd`. */
export function endOfNumber({ units, classOf }: Scanned, from: number): number {
  let at = from;
  for (;;) {
    const unit = units[at] as number;
    const unitClass = classOf[unit];
    if (unitClass === DIGIT || (unitClass === LETTER && unit < 0x80)) at++;
    else if ((unit === dot || unit === comma || unit === colon) && classOf[units[at + 1] as number] === DIGIT)
      at += 2;
    else return at;
  }
}

/** The end of a hashtag's body. */
export function endOfTag({ units, classOf }: Scanned, from: number): number {
  let at = from;
  for (;;) {
    const unitClass = classOf[units[at] as number];
    if (unitClass !== LETTER && unitClass !== DIGIT) return at;
    at++;
  }
}

/** The end of the word that begins in a hashtag: `#HappyNewYear`, `#NBAFinals`, `#so_good`. */
export function endOfTagWord(scanned: Scanned, from: number, tagEnd: number): number {
  const { units, classOf } = scanned;
  let at = from + 1;
  while (at < tagEnd) {
    const unit = units[at] as number;
    if (unit === underscore || classOf[unit] !== LETTER) return at;
    if (isCapital(scanned, unit)) {
      if (!isCapital(scanned, units[at - 1] as number)) return at;
      const next = units[at + 1] as number;
      const isSmall = classOf[next] === LETTER && next !== underscore && !isCapital(scanned, next);
      if (at + 1 < tagEnd && isSmall) return at;
    }
    at++;
  }
  return at;
}

function isCapital({ classOf, fold }: Scanned, unit: number): boolean {
  return classOf[unit] === LETTER && fold[unit] !== unit;
}

/** What a UTF-16 unit is for the tokeniser. */
export const SPACE = 0;
export const LETTER = 1;
export const DIGIT = 2;
export const MARK = 3;
/** A unit that is a token by itself: pictographs, arrows, dingbats. */
export const SYMBOL = 4;
export const AT = 5;
export const HASH = 6;
export const HIGH_SURROGATE = 7;

const numUnits = 0x1_0000;

/**
 * Classes by range, later ones over earlier ones; what is in none is a letter. They are written out rather than
 * asked of `\p{…}`: a label must not depend on the Unicode version of the engine that runs it.
 */
const ranges: readonly (readonly [unitClass: number, ...pairs: number[]])[] = [
  [SPACE, 0x00, 0x20, 0x7f, 0xa0, 0xad, 0xad, 0x1680, 0x1680, 0x180e, 0x180e],
  [MARK, 0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x5e, 0x60, 0x60, 0x7b, 0x7e, 0xa1, 0xa8, 0xab, 0xac, 0xaf, 0xb4],
  [MARK, 0xb6, 0xb9, 0xbb, 0xbf, 0xd7, 0xd7, 0xf7, 0xf7, 0x2bc, 0x2bc, 0x2010, 0x205e, 0x20a0, 0x20cf],
  [SPACE, 0x2000, 0x200f, 0x2028, 0x202f, 0x205f, 0x206f, 0x20d0, 0x20ff],
  [SYMBOL, 0xa9, 0xa9, 0xae, 0xae, 0x203c, 0x203c, 0x2049, 0x2049, 0x2100, 0x2bff, 0xe000, 0xf8ff],
  [MARK, 0x3001, 0x303f, 0x30fb, 0x30fb, 0xfe10, 0xfe1f, 0xfe30, 0xfe6f, 0xff01, 0xff0f, 0xff1a, 0xff20],
  [MARK, 0xff3b, 0xff40, 0xff5b, 0xff65],
  [SYMBOL, 0x3030, 0x3030, 0x303d, 0x303d, 0x3297, 0x3297, 0x3299, 0x3299],
  // Variation selectors, the byte order mark and U+FFFD; a low surrogate alone is read as U+FFFD too.
  [SPACE, 0x3000, 0x3000, 0xfe00, 0xfe0f, 0xfeff, 0xfeff, 0xffe0, 0xffff, 0xdc00, 0xdfff],
  [HIGH_SURROGATE, 0xd800, 0xdbff],
  [DIGIT, 0x30, 0x39],
  [AT, 0x40, 0x40],
  [HASH, 0x23, 0x23],
];

/** Blocks whose letters have a case, as they have been for decades: Latin, Greek, Cyrillic, Armenian, full width. */
const casedBlocks = [0x41, 0x58f, 0x1e00, 0x1fff, 0xff21, 0xff3a] as const;

/** Marks written in several ways: what stands before the blank is read as what stands behind it. */
const sameMarks = ["’‘ʼ´`′＇ '", '“”„«»″＂ "', '–—−‑‐ -', '！ !', '？ ?', '， ,', '。 .'];

export interface UnitClasses {
  /** The class of each UTF-16 unit. */
  readonly classOf: Uint8Array;
  /** What each unit is read as: letters in lower case, kinds of one mark as one. */
  readonly fold: Uint16Array;
  /** Both at once: {@link foldMask}, {@link classShift}, and {@link capitalShift} for a capital letter. */
  readonly both: Uint32Array;
}

export const foldMask = 0xffff;
export const classShift = 16;
export const classMask = 0xf << classShift;
export const capitalShift = 20;

let made: UnitClasses | undefined;

/** The tables of the tokeniser, made once (1 ms). */
export function unitClasses(): UnitClasses {
  made ??= makeUnitClasses();
  return made;
}

function makeUnitClasses(): UnitClasses {
  const classOf = new Uint8Array(numUnits).fill(LETTER);
  for (const [unitClass, ...pairs] of ranges) {
    for (let i = 0; i < pairs.length; i += 2) {
      classOf.fill(unitClass, pairs[i] as number, (pairs[i + 1] as number) + 1);
    }
  }
  const fold = new Uint16Array(numUnits);
  for (let unit = 0; unit < numUnits; unit++) fold[unit] = unit;
  for (let block = 0; block < casedBlocks.length; block += 2) {
    for (let unit = casedBlocks[block] as number; unit <= (casedBlocks[block + 1] as number); unit++) {
      // İ is two units in lower case, of which the first is i.
      if (classOf[unit] === LETTER) fold[unit] = String.fromCharCode(unit).toLowerCase().charCodeAt(0);
    }
  }
  for (const marks of sameMarks) {
    const same = marks.charCodeAt(marks.length - 1);
    for (const mark of marks.slice(0, -2)) fold[mark.charCodeAt(0)] = same;
  }
  const both = new Uint32Array(numUnits);
  for (let unit = 0; unit < numUnits; unit++) {
    const unitClass = classOf[unit] as number;
    const isCapital = unitClass === LETTER && fold[unit] !== unit ? 1 : 0;
    both[unit] = (isCapital << capitalShift) | (unitClass << classShift) | (fold[unit] as number);
  }
  return { classOf, fold, both };
}

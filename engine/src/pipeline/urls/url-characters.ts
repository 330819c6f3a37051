/** May stand in a domain's label (besides `-`, and `_` in a subdomain): all but ASCII punctuation and spaces. */
export const DOMAIN = 1;
/** May stand in a domain that is written without `http://`. */
export const ASCII_DOMAIN = 2;
/** May stand in a path. */
export const PATH = 4;
/** May end a path. */
export const PATH_END = 8;
/** May stand in a query string. */
export const QUERY = 16;
/** May end a query string. */
export const QUERY_END = 32;
/** May stand right before a URL. */
export const BEFORE = 64;
/** Ends whatever URL there is. */
export const SPACE = 128;

/** Class bits of each UTF-16 unit, as twitter-text 3.1.0's expressions have them (`i` flag and all). */
export const urlClass: Uint8Array = new Uint8Array(0x10000);

/** Ranges as `first-last` or a single unit, in hex. */
function eachUnit(ranges: string, visit: (unit: number) => void): void {
  for (const range of ranges.trim().split(/\s+/)) {
    const [first, last = first] = range.split('-').map((digits) => Number.parseInt(digits, 16));
    for (let unit = first ?? 0; unit <= (last ?? 0); unit += 1) visit(unit);
  }
}

function set(bits: number, ranges: string): void {
  eachUnit(ranges, (unit) => {
    urlClass[unit] = (urlClass[unit] ?? 0) | bits;
  });
}

function clear(bits: number, ranges: string): void {
  eachUnit(ranges, (unit) => {
    urlClass[unit] = (urlClass[unit] ?? 0) & ~bits;
  });
}

const ALPHANUMERIC = '30-39 41-5a 61-7a';
/** Latin letters with their marks; the Greek iotas fold onto U+0345, which is one of them. */
const LATIN = `c0-d6 d8-f6 f8-24f 253-254 256-257 259 25b 260 263 268-269 26f 272 275 280 283 288-28c 292 2bb 300-36f
  399 3b9 1e00-1eff 1fbe 2c65-2c66 2c7e-2c7f a7dc`;
const CYRILLIC = '400-4ff 1c80-1c87';
const SPACES = '9-d 20 85 a0 1680 180e 2000-200a 2028-2029 202f 205f 3000';

urlClass.fill(DOMAIN | BEFORE);
clear(DOMAIN, `${SPACES} 21 23-2f 3a-40 5b-5f 7b-7e 61c 200e-200f 202a-202e 2066-2069 feff fffe-ffff`);
clear(BEFORE, `${ALPHANUMERIC} 23 24 40 feff ff03 ff20 fffe-ffff`);
set(SPACE, SPACES);
set(ASCII_DOMAIN, `2d ${ALPHANUMERIC} ${LATIN}`);
set(PATH, `21 23-27 2a-3b 3d 40 5b 5d 5f 7c 7e 2013 ${ALPHANUMERIC} ${LATIN} ${CYRILLIC}`);
set(PATH_END, `23 2b 2d 2f 3d 5f ${ALPHANUMERIC} ${LATIN} ${CYRILLIC}`);
set(QUERY, `21 23-2f 3a 3b 3d 3f 40 5b 5d 5f 7c 7e ${ALPHANUMERIC}`);
set(QUERY_END, `23 26 2d 2f 3d 5f ${ALPHANUMERIC}`);

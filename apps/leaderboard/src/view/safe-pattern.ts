const MAX_LENGTH = 64;
const MAX_REPEATS = 2;

/**
 * Compiles a regular expression that a person typed, but none that could hang the board: a tag is short, so what must
 * not be is a repeat inside a repeat, a choice inside one, a look-around, a back reference, or many repeats in a row.
 * @returns the pattern, case ignored, or one sentence on what is wrong
 */
export function checkPattern(source: string): { readonly pattern: RegExp } | { readonly problem: string } {
  if (source.length > MAX_LENGTH) return { problem: `A pattern has at most ${MAX_LENGTH} characters.` };
  const repeats = [...withoutClasses(source).matchAll(/(?<!\()[*+?]|\{\d/gu)].length;
  if (repeats > MAX_REPEATS || mayHang(source)) {
    return { problem: `/${source}/ could take for ever: at most ${MAX_REPEATS} repeats, none of a group.` };
  }
  try {
    return { pattern: new RegExp(source, 'iu') };
  } catch {
    return { problem: `/${source}/ is no regular expression yet.` };
  }
}

/** Escaped characters and [classes] count as one plain character each. */
function withoutClasses(source: string): string {
  return source.replace(/\\./gu, 'x').replace(/\[[^\]]*\]/gu, 'x');
}

function mayHang(source: string): boolean {
  const plain = withoutClasses(source);
  return /\)(?:[*+?]|\{)/u.test(plain) || /\(\?[=!<]/u.test(plain) || /\\(?:\d|k)/u.test(source);
}

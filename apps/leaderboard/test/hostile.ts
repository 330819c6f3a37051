/** Tags and posts that try to move the cursor, set the title, write the clipboard, or turn the line around. */
export const hostile: readonly (readonly [string, string])[] = [
  ['OSC 0 sets the title', 'a\u001b]0;PWNED\u0007b'],
  ['OSC 8 is a link', 'a\u001b]8;;http://evil.example/\u001b\\b\u001b]8;;\u001b\\'],
  ['OSC 52 writes the clipboard', 'a\u001b]52;c;UFdORUQ=\u0007b'],
  ['CSI clears and moves', 'a\u001b[2J\u001b[10;10Hb\u001b[31m'],
  ['C1 controls', 'a\u009b2Jb\u009d0;PWNED\u009cc\u0085d'],
  ['DCS and APC', 'a\u001bP1;2|PWNED\u001b\\b\u001b_PWNED\u001b\\c'],
  ['bidi overrides', 'a\u202eb\u2066c\u2069d\u200fe'],
  ['zalgo', `z${'\u0335\u0301\u0346'.repeat(30)}algo`],
  ['BEL, CR, LF, TAB, BS', 'a\u0007b\rc\nd\te\bf'],
  ['tag characters', 'a\u{e0041}\u{e0042}\u{e007f}b'],
  ['a lone surrogate', 'a\ud83db'],
  ['a torn escape at the end', 'a\u001b['],
  ['emoji of many parts', '👩‍👩‍👧‍👦🏴‍☠️🇯🇵1️⃣'],
  ['very long', 'x'.repeat(500)],
  ['nothing visible', '\u200b\u200b'],
];

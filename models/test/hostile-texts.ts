import fc from 'fast-check';

const size = 0x1_0000;

/** Texts of 64 KiB that are meant to be slow, or to overflow something. */
export const hostileTexts: readonly (readonly [name: string, text: string])[] = [
  ['one letter', 'a'.repeat(size)],
  ['two letters in turn', 'ab'.repeat(size / 2)],
  ['blanks', ' '.repeat(size)],
  ['one-letter words', 'a '.repeat(size / 2)],
  ['negators', 'not '.repeat(size / 4)],
  ['capitals', 'GOOD '.repeat(size / 5)],
  ['exclamation marks', '!'.repeat(size)],
  ['marks in turn', '!?'.repeat(size / 2)],
  ['dots between letters, perhaps a domain', 'a.'.repeat(size / 2)],
  ['hashtags', '#a'.repeat(size / 2)],
  ['one hashtag of capitals', `#${'Ab'.repeat(size / 2)}`],
  ['hash signs', '#'.repeat(size)],
  ['at signs', '@'.repeat(size)],
  ['links', 'http://'.repeat(size / 7)],
  ['ampersands', '&'.repeat(size)],
  ['entities', '&amp;'.repeat(size / 5)],
  ['eyes', ':'.repeat(size)],
  ['eyes and underscores', `-${'_'.repeat(size)}`],
  ['faces half done', '-_'.repeat(size / 2)],
  ['hearts', '<3'.repeat(size / 2)],
  ['apostrophes', "a'".repeat(size / 2)],
  ['digits and dots', '1.'.repeat(size / 2)],
  ['emoji', '😂'.repeat(size / 2)],
  ['skin tones', '🏽'.repeat(size / 2)],
  ['high surrogates', '\ud83d'.repeat(size)],
  ['low surrogates', '\ude02'.repeat(size)],
  ['NUL', '\0'.repeat(size)],
  ['__proto__', '__proto__ '.repeat(size / 10)],
  ['U+FFFF', '\uffff'.repeat(size)],
];

/** Pieces of which the tokeniser makes something, and any Unicode between. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."not never good bad love hate GOOD soooo the but can’t don't n't __proto__ constructor http://t.co/x www.a t.co/ @me #SoGood #a_b &amp; &lt;3 <3 </3 :) :-( :'( ;D =/ (: ): ^_^ ^^ -_- >_< \\o/ ;_; ! !! ?! ... … . , 10:30am 1,000 😂 ❤️ 👍🏽 é İ ΟΔΟΣ 愛 مرحبا".split(
          ' ',
        ),
      ),
      fc.constantFrom(
        ' ',
        ' ',
        ' ',
        '\n',
        '\t',
        '\u00a0',
        '\0',
        '\ufe0f',
        '\u200d',
        '\ud83d',
        '\ude02',
        '\ufffd',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText, hostileTexts } from '../../test/hostile-texts.ts';
import { sharedTokeniser } from './tokeniser.ts';
import { BOUNDARY, CAPITALS, ELONGATED, maxUnits, NEGATED, NEGATOR, TAG, WORD } from './tokens.ts';

const tokeniser = sharedTokeniser();
const { tokens } = tokeniser;
const encoder = new TextEncoder();

const marks: readonly (readonly [flag: number, mark: string])[] = [
  [NEGATED, '~'],
  [CAPITALS, '^'],
  [ELONGATED, '+'],
  [NEGATOR, '!'],
  [TAG, '#'],
];

/** The tokens as they stand in the text, each with its flags behind a slash. */
function tokensOf(text: string): string[] {
  tokeniser.read(text);
  return Array.from({ length: tokens.count }, (_, i) => {
    const flags = tokens.flags[i] as number;
    const shown = marks.filter(([flag]) => (flags & flag) !== 0).map(([, mark]) => mark);
    const token = text.slice(tokens.starts[i], tokens.ends[i]);
    return shown.length === 0 ? token : `${token}/${shown.join('')}`;
  });
}

/** Everything that a model sees of the text read last. */
function seen() {
  const { count, hashes, flags, stream, streamEnds } = tokens;
  const end = count === 0 ? 0 : (streamEnds[count - 1] as number) + 1;
  return [
    count,
    hashes.slice(0, count),
    flags.slice(0, count),
    stream.slice(0, end),
    streamEnds.slice(0, count),
  ];
}

function hashesOf(text: string): number[] {
  tokeniser.read(text);
  return [...tokens.hashes.subarray(0, tokens.count)];
}

describe('a token is', () => {
  test.each([
    ['nothing', '', ''],
    ['nothing of blanks', ' \t\n\0\u00a0\ufe0f', ''],
    ['a word', 'the cat', 'the|cat'],
    ['a word with its digits', 'gr8 b4', 'gr8|b4'],
    ['a word with inner apostrophes', "it's rock'n'roll ’tis cats'", "it's|rock'n'roll|’|tis|cats|'"],
    ['a link', 'see http://t.co/a?b=c! www.x.com t.co/x end', 'see|http://t.co/a?b=c!|www.x.com|t.co/x|end'],
    ['no link without a path', 'end.Next one', 'end|.|Next|one'],
    ['a name', '@me_2 hi @ home', '@me_2|hi|@|home'],
    ['a number', '10:30am 1,000.5 2nd 3.', '10:30am|1,000.5|2nd|3|.'],
    ['a run of marks', 'a!!! b?? c?!? d... e… f', 'a|!!!|b|??|c|?!?|d|...|e|…|f'],
    ['one mark of different ones', '"(a)"', '"|(|a|)|"'],
    ['an entity', 'a &amp; b &lt;3', 'a|&amp;|b|&lt;3'],
    ['an ampersand', 'a & b&c &am', 'a|&|b|&|c|&|am'],
    ['an emoji, its colour and its variation left out', '😂😂 ❤️x 👍🏽', '😂|😂|❤|x|👍'],
    ['no lone surrogate', 'a\ud83db\ude02', 'a|b'],
  ])('%s', (_name, text, expected) => {
    expect(
      tokensOf(text)
        .map((token) => token.split('/~')[0])
        .join('|'),
    ).toBe(expected);
  });

  test.each(
    ":) :-) :D :( :'( :-/ ;) ;-P =) :o) (: (-: ): <3 </3 <333 ^_^ ^^ -_- -.- >_< >.< \\o/ ;_; :)))) :3 :x".split(
      ' ',
    ),
  )('the emoticon %s', (emoticon) => {
    expect(tokensOf(`a ${emoticon} b`)).toEqual(['a', emoticon, 'b']);
    expect(tokensOf(emoticon)).toEqual([emoticon]);
  });

  test.each([
    ['Re:Do it', 'Re|:|Do|it'],
    ['2:3', '2:3'],
    ['at 5:3x', 'at|5:3x'],
    ['<30', '<|30'],
    ['(x): y', '(|x|)|:|y'],
    ['-__ a', '-|__|a'],
    ['a: b', 'a|:|b'],
  ])('no emoticon in %s', (text, expected) => {
    expect(tokensOf(text).join('|')).toBe(expected);
  });

  test.each([
    ['#happy', '#happy/#|happy'],
    ['#HappyNewYear', '#HappyNewYear/#|Happy|New|Year'],
    ['#NBAFinals2016', '#NBAFinals2016/#|NBA/^|Finals|2016'],
    ['#so_good!', '#so_good/#|so|good|!'],
    ['# x', '#|x'],
    ['#', '#'],
  ])('a hashtag and its words: %s', (text, expected) => {
    expect(tokensOf(text).join('|')).toBe(expected);
  });
});

describe('the same token', () => {
  test.each([
    ['in any case', 'good', 'GOOD'],
    ['with either apostrophe', "can't", 'can’t'],
    ['of letters beyond ASCII', 'éß ωδ жя', 'Éß ΩΔ ЖЯ'],
    ['however long drawn out', 'soo', 'Sooooooo'],
    ['of any link', 'http://a.b/c', 'https://x'],
    ['of any name', '@a', '@somebody_else'],
    ['of any number', '7', '2016'],
    ['with or without a nose', ':)', ':-)'],
    ['as an entity', '<3', '&lt;3'],
    ['in any colour', '👍', '👍🏽'],
    ['of any number of marks', 'a!!', 'a!!!!!'],
  ])('%s', (_name, one, other) => {
    expect(hashesOf(one)).toEqual(hashesOf(other));
  });

  test.each([
    ['good', 'goods'],
    [':)', ':('],
    [':)', ';)'],
    ['!', '!!'],
    ['😂', '😭'],
    ['so', 'soo'],
    ['#good', 'good'],
  ])('not of %s and %s', (one, other) => {
    expect(hashesOf(one)).not.toEqual(hashesOf(other));
  });
});

describe('marks on words', () => {
  test.each([
    ['a negator reaches four tokens', 'not a b c d e', 'not/!|a/~|b/~|c/~|d/~|e'],
    ['not beyond a clause', "don't go, stay", "don't/!|go/~|,|stay"],
    ['not beyond but', 'never good but cheap', 'never/!|good/~|but|cheap'],
    ['not beyond an emoticon', 'no :) yes', 'no/!|:)|yes'],
    ['what is no word is not negated', 'not @me 5 good', 'not/!|@me|5|good/~'],
    ['a negator is not negated', 'not never a', 'not/!|never/!|a/~'],
    ['capitals', 'I AM SO HAPPY OK', 'I|AM|SO|HAPPY/^|OK'],
    ['capitals with an apostrophe', "DON'T", "DON'T/^!"],
    ['drawn out', 'sooo good', 'sooo/+|good'],
  ])('%s', (_name, text, expected) => {
    expect(tokensOf(text).join('|')).toBe(expected);
  });

  test('only what begins with a letter is a word', () => {
    tokeniser.read('a 1 :) ! 😂 @b #c http://x');
    const words = Array.from(tokens.flags.subarray(0, tokens.count), (flags) => (flags & WORD) !== 0);
    expect(words).toEqual([true, false, false, false, false, false, false, true, false]);
  });
});

describe('UTF-8', () => {
  function sameOfBytes(text: string): void {
    tokeniser.read(text);
    const ofString = seen();
    const bytes = encoder.encode(`x${text}x`);
    tokeniser.readBytes(bytes, 1, bytes.length - 1);
    expect(seen()).toEqual(ofString);
  }

  test('of any text has the tokens of the string', () => {
    fc.assert(fc.property(anyText, sameOfBytes), { numRuns: 3_000 });
  });

  test.each(hostileTexts)('of 64 KiB of %s has the tokens of the string', (_name, text) => {
    sameOfBytes(text);
  });

  test('of any bytes has the tokens of what TextDecoder makes of them', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const parts = fc.constantFrom(
      0x61,
      0x20,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xe0,
      0xa0,
      0xed,
      0xef,
      0xf0,
      0x90,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.nat(255)), { maxLength: 40 }), (array) => {
        const bytes = Uint8Array.from(array);
        tokeniser.readBytes(bytes, 0, bytes.length);
        const ofBytes = seen();
        tokeniser.read(decoder.decode(bytes));
        expect(seen()).toEqual(ofBytes);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('bounds', () => {
  test.each(hostileTexts)('64 KiB of %s', (_name, text) => {
    tokeniser.read(text);
    expect(tokens.count).toBeLessThanOrEqual(maxUnits);
    if (tokens.count === 0) return;
    expect(tokens.streamEnds[tokens.count - 1]).toBeLessThanOrEqual(2 * maxUnits + 1);
    expect(tokens.stream[tokens.streamEnds[tokens.count - 1] as number]).toBe(BOUNDARY);
  });

  test('what stands behind the first 32,768 units is not read', () => {
    const start = 'ab '.repeat(maxUnits / 3).slice(0, maxUnits - 2);
    tokeniser.read(`${start} 😂 never`);
    const cut = seen();
    tokeniser.read(`${start} \ud83d`);
    expect(seen()).toEqual(cut);
  });

  test('a text does not see the one before', () => {
    const first = (text: string) => {
      tokeniser.read(text);
      return seen();
    };
    const alone = first('a:');
    first('a:) http://x.y/z #AbC '.repeat(100));
    expect(first('a:')).toEqual(alone);
  });
});

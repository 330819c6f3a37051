import fc from 'fast-check';

/** JSON as somebody may write it: keys may come twice, blanks anywhere, letters as escapes. */
type Written =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string; readonly escapes: number }
  | { readonly kind: 'list'; readonly items: readonly Written[]; readonly blank: string }
  | {
      readonly kind: 'object';
      readonly members: readonly { readonly key: Written; readonly value: Written }[];
      readonly blank: string;
    };

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '#Spark #SPARK good',
    'a #Café #CAFE\u0301 ＃ｗｉｄｅ',
    'see http://x.co/#no and x.com/a\n#tag',
    '&amp;#a &lt;3 &amp;lt; &amp &amp;amp;',
    'RT @x: #ünïcödé #日本 #1 #a#b #c://d',
    '👍🏽#emoji #️⃣ ❤️#love \u200d#zwj',
    'a.b/c#d\n#e',
    '"\\/\b\f\n\r\t',
  ),
);
const blanks = fc.constantFrom('', '', '', ' ', '\t', ' \r ');
const keys = fc.constantFrom(
  'data',
  'includes',
  '__rec',
  'text',
  'id',
  'lang',
  'note_tweet',
  'note_post',
  'referenced_tweets',
  'referenced_posts',
  'tweets',
  'posts',
  'type',
  'error',
  'at',
  'users',
  '__proto__',
  'constructor',
  'ids',
  'tex',
);
const strings = (text: fc.Arbitrary<string>): fc.Arbitrary<Written> =>
  fc.record({ kind: fc.constant('string' as const), text, escapes: fc.constantFrom(0, 0, 0, 1, 2) });
const literals: fc.Arbitrary<Written> = fc
  .constantFrom(
    'null',
    'true',
    'false',
    '0',
    '-0',
    '12',
    '1.5',
    '1e3',
    '-1E-2',
    '9007199254740993',
    '01',
    'nul',
    '',
  )
  .map((text) => ({ kind: 'literal', text }));
const idTexts = fc.constantFrom(
  '1',
  '2',
  '18446744073709551615',
  '99999999999999999999',
  '0',
  '007',
  '',
  'abc',
  '1é',
);

const { any } = fc.letrec<{ any: Written }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    strings(fc.oneof(texts, idTexts, fc.constantFrom('retweeted', 'reposted', 'quoted', 'en', 'und', 'x'))),
    literals,
    fc.record({
      kind: fc.constant('list' as const),
      items: fc.array(tie('any'), { maxLength: 3 }),
      blank: blanks,
    }),
    fc.record({
      kind: fc.constant('object' as const),
      members: fc.array(fc.record({ key: strings(keys), value: tie('any') }), { maxLength: 5 }),
      blank: blanks,
    }),
  ),
}));

const key = (text: string): Written => ({ kind: 'string', text, escapes: 0 });
const object = (...members: (readonly [string, Written])[]): Written => ({
  kind: 'object',
  members: members.map(([name, value]) => ({ key: key(name), value })),
  blank: '',
});
const list = (...items: Written[]): Written => ({ kind: 'list', items, blank: '' });

/** Objects in the shape of X's, with what does not belong there here and there. */
const posts: fc.Arbitrary<Written> = fc
  .tuple(
    fc.oneof(strings(texts), strings(texts), any),
    fc.oneof(strings(idTexts), literals, any),
    fc.oneof(strings(fc.constantFrom('en', 'ja', 'zxx', 'zh-Hant', 'EN', 'e', '', 'en_US', 'und')), any),
    fc.option(fc.oneof(strings(texts), any)),
    fc.option(fc.tuple(fc.constantFrom('retweeted', 'reposted', 'quoted'), fc.oneof(strings(idTexts), any))),
    fc.array(fc.tuple(keys, any), { maxLength: 2 }),
    fc.constantFrom('note_tweet', 'note_post'),
    fc.constantFrom('referenced_tweets', 'referenced_posts'),
  )
  .map(([text, id, lang, note, reference, others, noteKey, referenceKey]) =>
    object(
      ['id', id],
      ['text', text],
      ['lang', lang],
      ...(note === null ? [] : [[noteKey, object(['text', note])] as const]),
      ...(reference === null
        ? []
        : [[referenceKey, list(object(['type', key(reference[0])], ['id', reference[1]]))] as const]),
      ...others,
    ),
  );

/** Records as they may come in: mostly nearly right. */
export const records: fc.Arbitrary<string> = fc
  .tuple(
    posts,
    fc.array(fc.oneof(posts, any), { maxLength: 2 }),
    fc.constantFrom('tweets', 'posts', 'users'),
    fc.constantFrom('data', 'data', 'data', 'flat', 'any'),
    any,
    fc.constantFrom(
      '{"at":1}',
      '{"at":1}',
      '{"at":1,"error":"not_json"}',
      '{"at":1,"error":null}',
      '[]',
      '{',
    ),
    fc.constantFrom('', '', '', ' ', '\ufeff', 'x', '}'),
  )
  .map(([post, included, includedKey, form, other, rec, around]) => {
    const includes = ['includes', object([includedKey, list(...included)])] as const;
    const stamp = ['__rec', { kind: 'literal', text: rec } as const] as const;
    if (form === 'any') return around + write(other);
    if (form === 'data') return around + write(object(['data', post], includes, stamp));
    return write(object(...membersOf(post), includes, stamp)) + around;
  });

function membersOf(written: Written): (readonly [string, Written])[] {
  if (written.kind !== 'object') return [];
  return written.members.map((member) => [member.key.kind === 'string' ? member.key.text : '', member.value]);
}

function write(written: Written): string {
  if (written.kind === 'literal') return written.text;
  if (written.kind === 'string') return writeString(written.text, written.escapes);
  const { blank } = written;
  if (written.kind === 'list') return `[${blank}${written.items.map(write).join(`${blank},`)}${blank}]`;
  const members = written.members.map(
    (member) => `${write(member.key)}${blank}:${blank}${write(member.value)}`,
  );
  return `{${blank}${members.join(`${blank},${blank}`)}${blank}}`;
}

/** @param escapes 0: as few as may be, 1: all that is not ASCII, 2: all */
function writeString(text: string, escapes: number): string {
  if (escapes === 0) return JSON.stringify(text).replaceAll('/', text.length % 2 === 0 ? '\\/' : '/');
  const unitEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${text.replace(escapes === 1 ? /[^ !#-[\]-~]/g : /[\s\S]/g, unitEscape)}"`;
}

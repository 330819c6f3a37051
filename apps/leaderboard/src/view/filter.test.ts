import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FilterRow, parseFilter } from './filter.ts';

const rows: readonly FilterRow[] = [
  { tag: 'spark', lang: 'en', posts: 1204, share: 9.6, vel: 3.2, net: 41, rt: 40 },
  { tag: 'apachespark', lang: 'en', posts: 20, share: 0.2, vel: null, net: 0, rt: 0 },
  { tag: '日本', lang: 'ja', posts: 902, share: 7.2, vel: 1.2, net: 3, rt: 80 },
  { tag: 'café', lang: 'fr', posts: 377, share: 3, vel: 1, net: 22, rt: 10 },
  { tag: 'layoffs', lang: 'en', posts: 350, share: 2.8, vel: 3.9, net: -47, rt: 61 },
];

function matching(text: string): string {
  const parsed = parseFilter(text);
  if ('problem' in parsed) return `! ${parsed.problem}`;
  return rows
    .filter(parsed.filter.matches)
    .map((row) => row.tag)
    .join(' ');
}

describe('a filter', () => {
  test.each([
    ['', 'spark apachespark 日本 café layoffs'],
    ['spark', 'spark apachespark'],
    ['#Spark', 'spark apachespark'],
    ['CAFE', 'café'],
    ['日', '日本'],
    ['!spark', '日本 café layoffs'],
    ['spark !apache', 'spark'],
    ['/^s/', 'spark'],
    ['!/spark$/', '日本 café layoffs'],
    ['posts>377', 'spark 日本'],
    ['posts>=377', 'spark 日本 café'],
    ['net<0', 'layoffs'],
    ['net=0', 'apachespark'],
    ['net!=0 posts<400', 'café layoffs'],
    ['vel>3', 'spark layoffs'],
    ['vel<2', '日本 café'],
    ['share>7%', 'spark 日本'],
    ['rt>60', '日本 layoffs'],
    ['lang=ja', '日本'],
    ['lang!=en', '日本 café'],
    ['lang=JA or net<0', '日本 layoffs'],
    ['(lang=ja or lang=fr) posts>400', '日本'],
    ['lang=fr or lang=en vel>3', 'spark café layoffs'],
  ])('%j keeps %j', (text, expected) => expect(matching(text)).toBe(expected));

  test.each([
    ['vlc>3', 'No field "vlc". Fields: posts share vel net rt lang.'],
    ['posts>', 'posts> wants a number, such as posts>10.'],
    ['!', '! wants what to leave out, such as !spark.'],
    ['/', '/ wants a pattern, such as /^a.*s$/.'],
    ['//', '// wants a pattern, such as /^a.*s$/.'],
    ['posts>many', 'posts> wants a number, such as posts>10.'],
    ['lang>ja', 'lang takes = or !=, such as lang=ja.'],
    ['(spark', 'A ( without its ).'],
    ['spark)', 'A ) without its (.'],
    ['or', 'Something is missing beside or, or in ().'],
    ['/[/', '/[/ is no regular expression yet.'],
    ['/(a+)+$/', '/(a+)+$/ could take for ever: at most 2 repeats, none of a group.'],
    ['/(a|a)*b/', '/(a|a)*b/ could take for ever: at most 2 repeats, none of a group.'],
    ['/a*a*a*b/', '/a*a*a*b/ could take for ever: at most 2 repeats, none of a group.'],
    [
      '/a{1,9}a{1,9}a{1,9}b/',
      '/a{1,9}a{1,9}a{1,9}b/ could take for ever: at most 2 repeats, none of a group.',
    ],
    ['x'.repeat(201), 'A filter has at most 200 characters.'],
    ['('.repeat(30), 'At most 20 brackets in each other.'],
  ])('%j is refused: %s', (text, problem) => expect(matching(text)).toBe(`! ${problem}`));

  test.each([
    ['spark', 'spark'],
    ['Café posts>3', 'café'],
    ['a bcd', 'bcd'],
    ['!spark', ''],
    ['/spark/', ''],
    ['spark or ai', ''],
  ])('%j is sure to contain %j', (text, contains) => {
    expect(parseFilter(text)).toMatchObject({ filter: { contains } });
  });

  test('anything typed gives a filter or one sentence, at once', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab()!/<>=. or*+?{}|\\[]^$9net'.split('')) }),
        (text) => {
          const started = process.threadCpuUsage();
          const long = { ...(rows[0] as FilterRow), tag: 'a'.repeat(100) };
          const parsed = parseFilter(text);
          if ('filter' in parsed) parsed.filter.matches(long);
          else expect(parsed.problem).toMatch(/[.]$/u);
          expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(500);
        },
      ),
      { numRuns: 500 },
    );
  });
});

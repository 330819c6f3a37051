import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTweet, type Tweet, undoEntities } from './tweet.ts';

const at = 1_795_336_800_123;

function parsed(record: unknown): Tweet {
  const tweet = parseTweet(JSON.stringify(record));
  if (tweet.kind !== 'tweet') throw new Error(`rejected: ${tweet.reason}`);
  return tweet;
}

test('a whole record', () => {
  const record = {
    data: {
      id: '1747000000000000001',
      text: 'Streams &amp; #Spark',
      author_id: '22',
      created_at: '2026-11-22T08:39:58.352Z',
      lang: 'en',
      entities: { hashtags: [{ start: 0, end: 5, tag: 'other' }] },
    },
    includes: {
      users: [
        { id: '7', name: 'X', username: 'x' },
        { id: '22', name: 'Ada', username: 'ada_l' },
      ],
    },
    errors: [{ title: 'Not Found Error' }],
    __rec: { at },
  };
  expect(parsed(record)).toEqual({
    kind: 'tweet',
    id: '1747000000000000001',
    at,
    text: 'Streams &amp; #Spark',
    lang: 'en',
    isRepost: false,
    author: { id: '22', name: 'Ada', username: 'ada_l' },
    createdAt: Date.UTC(2026, 10, 22, 8, 39, 58, 352),
    url: 'https://x.com/ada_l/status/1747000000000000001',
  });
});

const original = { id: '1', text: 'cut …', note_tweet: { text: 'the whole note' } };
const renamed = { id: '1', text: 'cut …', note_post: { text: 'the whole note' } };

test.each([
  ['a long post', { data: { text: 'cut …', note_tweet: { text: 'whole' } } }, 'whole', false],
  ['a long post, renamed', { data: { text: 'cut …', note_post: { text: 'whole' } } }, 'whole', false],
  ['an empty note object', { data: { text: 'short', note_tweet: {} } }, 'short', false],
  [
    'a retweet',
    {
      data: { text: 'RT @a: c…', referenced_tweets: [{ type: 'retweeted', id: '1' }] },
      includes: { tweets: [original] },
    },
    'the whole note',
    true,
  ],
  [
    'a retweet, renamed',
    {
      data: { text: 'RT @a: c…', referenced_posts: [{ type: 'reposted', id: '1' }] },
      includes: { posts: [renamed] },
    },
    'the whole note',
    true,
  ],
  [
    'a retweet of what is not there',
    { data: { text: 'RT @a: c…', referenced_tweets: [{ type: 'retweeted', id: '2' }] } },
    'RT @a: c…',
    true,
  ],
  [
    'a retweet, flattened',
    { text: 'RT @a: c…', referenced_tweets: [{ type: 'retweeted', id: '2', text: 'inside' }] },
    'inside',
    true,
  ],
  [
    'a quote',
    {
      data: { text: 'look', referenced_tweets: [{ type: 'quoted', id: '1' }] },
      includes: { tweets: [original] },
    },
    'look',
    false,
  ],
  ['RT without a reference', { data: { text: 'RT @a: hello' } }, 'RT @a: hello', false],
  ['plain text', { text: 'hello' }, 'hello', false],
  ['no text to speak of', { data: { text: '' } }, '', false],
])('%s', (_name, record, text, isRepost) => {
  expect(parsed({ ...record, __rec: { at } })).toMatchObject({ text, isRepost, at });
});

test.each([
  [
    'the stamp of the reader',
    '{"__rec":{"at":5,"error":"too_long","line":17}}',
    { at: 5, reason: 'too_long' },
  ],
  ['a reason nobody knows', '{"__rec":{"at":5,"error":"<script>"}}', { at: 5, reason: 'bad_line' }],
  [
    'a notice',
    '{"errors":[{"title":"operational-disconnect"}],"__rec":{"at":5}}',
    { at: 5, reason: 'no_text' },
  ],
  ['a text that is none', '{"data":{"text":7},"__rec":{"at":5}}', { at: 5, reason: 'no_text' }],
  ['several posts', '{"data":[{"text":"a"}],"__rec":{"at":5}}', { at: 5, reason: 'no_text' }],
  ['an array', '[1]', { at: 0, reason: 'not_object' }],
  ['null', 'null', { at: 0, reason: 'not_object' }],
  ['no JSON', '{"data":', { at: 0, reason: 'not_json' }],
  ['nothing', '', { at: 0, reason: 'not_json' }],
])('%s is rejected', (_name, line, expected) => {
  expect(parseTweet(line)).toEqual({ kind: 'rejected', ...expected });
});

test.each([
  [{ id: 12 }, { id: '12', url: 'https://x.com/i/status/12' }],
  [{ id: 1e300 }, { id: undefined, url: '' }],
  [{ id: '' }, { id: undefined, url: '' }],
  [{ id: 'a/../b' }, { id: 'a/../b', url: '' }],
  [{ lang: 'zh-Hant-TW' }, { lang: 'zh-Hant-TW' }],
  [{ lang: '\u001b[31m' }, { lang: 'und' }],
  [{ lang: null }, { lang: 'und' }],
  [{ created_at: 'yesterday' }, { createdAt: undefined }],
  [{ author_id: '1' }, { author: undefined }],
  [{ author: { id: '1', username: 'ada' } }, { author: { id: '1', name: 'ada', username: 'ada' } }],
  [{ id: '5', author: { username: '../evil' } }, { url: 'https://x.com/i/status/5' }],
])('%j becomes %j', (fields, expected) => {
  expect(parsed({ data: { text: 'a', ...fields } })).toMatchObject(expected);
});

const fields = [
  'id',
  'text',
  'lang',
  'author_id',
  'created_at',
  'note_tweet',
  'referenced_tweets',
  'referenced_posts',
  'author',
];
const anyObject = fc.dictionary(fc.constantFrom(...fields, '__proto__'), fc.jsonValue());

test('whatever the types, nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.record(
        {
          data: anyObject,
          includes: fc.dictionary(fc.constantFrom('users', 'tweets', 'posts'), fc.jsonValue()),
          __rec: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      (record) => {
        expect(['tweet', 'rejected']).toContain(parseTweet(JSON.stringify(record)).kind);
      },
    ),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => void parseTweet(line)),
    { numRuns: 5000 },
  );
});

test.each([
  ['a &lt;3 b &amp; c', 'a <3 b & c'],
  ['&amp;lt; is written about', '&lt; is written about'],
  ['&quot;&#39; stay', '&quot;&#39; stay'],
  ['none', 'none'],
])('%s reads %s', (text, expected) => {
  expect(undoEntities(text)).toBe(expected);
});

import { expect, test } from 'vitest';
import { RecentPosts } from './recent-posts.ts';
import type { ScoredTweet } from './score-tweet.ts';
import { keepable } from './testing/keepable.ts';

function post(id: string, tags: string[], words: [string, number][] = [], text = `text ${id}`): ScoredTweet {
  return {
    kind: 'scored',
    tweet: {
      kind: 'tweet',
      id,
      at: 7,
      text,
      lang: 'en',
      isRepost: false,
      author: { id: '1', name: 'Ada\n\u202eL', username: 'ada' },
      createdAt: undefined,
      url: '',
    },
    tags: tags.map((key) => ({ key, spelling: key.toUpperCase() })),
    label: 'positive',
    score: 1,
    words: words.map(([word, weight]) => ({ word, weight })),
    unscored: false,
  };
}

function publish(recent: RecentPosts, batchTime: number, posts: readonly ScoredTweet[]): void {
  const stage = recent.stager(batchTime);
  for (const record of posts) stage(keepable(record));
  recent.publish(batchTime);
}

const idsOf = (recent: RecentPosts, hashtag: string, after?: number) =>
  recent.byHashtag(hashtag, after).posts.map(({ id }) => id);

test('a tag has its posts newest first, what moved them, and what it was seen with', () => {
  const recent = new RecentPosts();
  publish(recent, 10, [
    post(
      '1',
      ['a', 'b'],
      [
        ['good', 3],
        ['bad', -3],
      ],
    ),
    post('2', ['b']),
    post('3', []),
  ]);
  publish(recent, 20, [
    post(
      '4',
      ['a', 'c', 'b'],
      [
        ['good', 3],
        ['fine', 2],
      ],
    ),
  ]);
  const found = recent.byHashtag('a');
  expect(found.posts.map(({ id }) => id)).toEqual(['4', '1']);
  expect(found.numPosts).toBe(2);
  expect(found.words).toEqual([
    { word: 'good', weight: 3, posts: 2 },
    { word: 'bad', weight: -3, posts: 1 },
    { word: 'fine', weight: 2, posts: 1 },
  ]);
  expect(found.seenWith).toEqual([
    { hashtag: 'b', spelling: 'B', posts: 2 },
    { hashtag: 'c', spelling: 'C', posts: 1 },
  ]);
  expect(idsOf(recent, 'a', 10)).toEqual(['4']);
  expect(recent.byHashtag('none')).toEqual({ posts: [], words: [], seenWith: [], numPosts: 0 });
});

test('what is shown has no control characters and all of its words', () => {
  const recent = new RecentPosts();
  const text = `line\r\nline \u001b[31m${'long '.repeat(500)}`;
  publish(recent, 10, [post('1', ['a'], [['\u0007beep', 1]], text)]);
  const [shown] = recent.byHashtag('a').posts;
  expect(shown).toMatchObject({ text: `line\nline [31m${'long '.repeat(500)}`, name: 'Ada L', createdAt: 7 });
  expect(shown?.words).toEqual([{ word: 'beep', weight: 1 }]);
});

test('only what was published is shown, once, however often it was tried', () => {
  const recent = new RecentPosts();
  const first = recent.stager(10);
  first(keepable(post('1', ['a'])));
  expect(recent.numPosts).toBe(0);
  const second = recent.stager(10);
  second(keepable(post('2', ['a'])));
  recent.publish(10);
  expect(idsOf(recent, 'a')).toEqual(['2']);
  recent.publish(20);
  expect(idsOf(recent, 'a')).toEqual(['2']);
});

test.each([
  ['posts', { maxPosts: 3 }, 3],
  ['bytes', { maxBytes: 3000 }, 5],
  ['time', { rememberDuration: 20 }, 2],
])('%s are bounded, the oldest go first', (_name, options, most) => {
  const recent = new RecentPosts(options);
  for (let batch = 1; batch <= 10; batch += 1) publish(recent, batch * 10, [post(String(batch), ['a'])]);
  expect(recent.numPosts).toBe(most);
  expect(idsOf(recent, 'a')[0]).toBe('10');
  expect(recent.byteLength).toBeLessThan(most * 600);
});

test('a batch greater than the bound leaves its newest', () => {
  const recent = new RecentPosts({ maxPosts: 5 });
  publish(
    recent,
    10,
    Array.from({ length: 1000 }, (_, index) => post(String(index), ['a'])),
  );
  expect(idsOf(recent, 'a')).toEqual(['999', '998', '997', '996', '995']);
});

test('a post is shown as people see it, and whether anything scored it', () => {
  const recent = new RecentPosts();
  const foreign: ScoredTweet = {
    ...post('2', ['a'], [], '&amp;lt; &lt;3'),
    label: 'neutral',
    unscored: true,
  };
  publish(recent, 10, [post('1', ['a']), foreign]);

  const [shown, scored] = recent.byHashtag('a').posts;
  expect([shown?.text, shown?.unscored]).toEqual(['&lt; <3', true]);
  expect(scored).not.toHaveProperty('unscored');
});

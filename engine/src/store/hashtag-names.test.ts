import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HashtagBatch } from '../pipeline/batch-record.ts';
import { zeroCounts } from '../pipeline/counts.ts';
import { MAX_VARIANTS } from './hashtag-names.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { openTemporaryStore } from './temporary-store.ts';
import { batchRecord, hashtagBatch } from './testing/batch-record-fixture.ts';

function nameAfter(batches: readonly HashtagBatch[]): string {
  const store = openTemporaryStore({ batchDurationMs: 1, model: 'm' });
  let shown = '';
  for (const [index, batch] of batches.entries()) {
    const [name] = store.commit(batchRecord(index + 1, [batch])).names;
    shown = `${name?.spelling} ${name?.lang} ${name?.firstSeen}`;
  }
  store.close();
  return shown;
}

test.each<[string, HashtagBatch[], string]>([
  ['the only one', [hashtagBatch('ai', { AI: 1 })], 'AI en 1'],
  ['the commonest of a batch', [hashtagBatch('ai', { ai: 1, AI: 2 })], 'AI en 1'],
  ['among equals the smallest', [hashtagBatch('ai', { ai: 1, Ai: 1, aI: 1 }, { en: 1, de: 1 })], 'Ai de 1'],
  [
    'the commonest so far',
    [hashtagBatch('ai', { AI: 3 }), hashtagBatch('ai', { ai: 4 }, { ja: 4 })],
    'ai ja 1',
  ],
  ['not yet overtaken', [hashtagBatch('ai', { AI: 3 }), hashtagBatch('ai', { ai: 2 }, { ja: 2 })], 'AI en 1'],
  [
    'sums over batches of one and of several',
    [hashtagBatch('ai', { AI: 3 }), hashtagBatch('ai', { ai: 2, AI: 1 }), hashtagBatch('ai', { ai: 3 })],
    'ai en 1',
  ],
  [
    'no language known',
    [hashtagBatch('ai', { AI: 1 }, { '': 1 }), hashtagBatch('ai', { AI: 1 }, {})],
    'AI und 1',
  ],
])('a hashtag is shown by %s', (_name, batches, expected) => {
  expect(nameAfter(batches)).toBe(expected);
});

/** One post: how it wrote the tag, and its language. */
const post = fc.record({
  tag: fc.constantFrom('ai', 'ml'),
  spelling: fc.constantFrom('AI', 'Ai', 'ai', 'ＡＩ', '𠀡'),
  lang: fc.constantFrom('en', 'de', 'und', 'ja'),
});
type Post = typeof post extends fc.Arbitrary<infer T> ? T : never;

function batchOf(posts: readonly Post[]): HashtagBatch[] {
  return [...Map.groupBy(posts, ({ tag }) => tag)].map(([hashtag, its]) => ({
    hashtag,
    counts: { ...zeroCounts(), posts: its.length, neutral: its.length },
    spellings: countsOf(its.map(({ spelling }) => spelling)),
    langs: countsOf(its.map(({ lang }) => lang)),
  }));
}

function countsOf(texts: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(texts, (text) => text)].map(([text, its]) => [text, its.length]));
}

/** The rule itself, on all posts at once. */
function commonest(texts: readonly string[]): string | undefined {
  return [...countsOf(texts)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

test('names are those of all posts together, however they fall into batches and wherever the engine restarts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  let run = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(post, fc.boolean(), fc.boolean()), { minLength: 1 }), (steps) => {
      run += 1;
      const options = { file: join(folder, `${run}.db`), batchDurationMs: 1, model: 'm' };
      let store: Store = openStore(options);
      let posts: Post[] = [];
      const names = new Map<string, string>();
      for (const [index, [next, endsBatch, restarts]] of steps.entries()) {
        posts.push(next);
        if (!endsBatch && index < steps.length - 1) continue;
        for (const name of store.commit(batchRecord(index + 1, batchOf(posts))).names) {
          names.set(name.hashtag, `${name.spelling} ${name.lang}`);
        }
        posts = [];
        if (!restarts) continue;
        store.close();
        store = openStore(options);
      }
      const stored = new Map(
        [...store.recentBatches(0)].flatMap((batch) => batch.names).map((n) => [n.hashtag, n]),
      );
      store.close();
      for (const [tag, its] of Map.groupBy(
        steps.map(([next]) => next),
        ({ tag }) => tag,
      )) {
        const expected = `${commonest(its.map((p) => p.spelling))} ${commonest(its.map((p) => p.lang))}`;
        expect(names.get(tag)).toBe(expected);
        expect(`${stored.get(tag)?.spelling} ${stored.get(tag)?.lang}`).toBe(expected);
      }
    }),
    { numRuns: 60 },
  );
  rmSync(folder, { recursive: true });
});

test('a tag that is written in ever new ways keeps a bounded number of them, the commonest first', () => {
  const store = openTemporaryStore({ batchDurationMs: 1, model: 'm' });
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`s${i}`, 1]));
  store.commit(batchRecord(1, [hashtagBatch('ai', { ...many, AI: 2 })]));
  for (let i = 0; i < 300; i += 1) store.commit(batchRecord(2 + i, [hashtagBatch('ai', { [`t${i}`]: 1 })]));
  const { names } = store.commit(batchRecord(1000, [hashtagBatch('ai', { AI: 1 }, { x: 1 })]));

  expect(names[0]?.spelling).toBe('AI');
  const db = new Database(store.file, { readonly: true });
  const { rows } = db.prepare('SELECT count(*) AS rows FROM hashtag_spelling').get() as { rows: number };
  expect(rows).toBeLessThanOrEqual(2 * MAX_VARIANTS + 1);
  db.close();
  store.close();
});

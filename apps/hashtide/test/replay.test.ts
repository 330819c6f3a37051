import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { countIndependently } from './support/count-independently.ts';
import { readTables } from './support/read-tables.ts';
import { hashtide, Running } from './support/run-hashtide.ts';
import { sharedFile } from './support/shared-data.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const recording = sharedFile('data/real-tweets.ndjson.gz');

describe.skipIf(recording === undefined)('real tweets through the whole line', { timeout: 240_000 }, () => {
  const file = recording ?? '';
  const folder = temporaryFolder();
  const replay = (db: string, ...more: string[]) => [
    'replay',
    file,
    '--model',
    'afinn',
    '--json',
    '--db',
    join(folder, db),
    ...more,
  ];
  const expected = recording === undefined ? undefined : countIndependently(file);

  test('posts, labels and every tag equal an independent count, on stdout and in the database', async () => {
    const { code, stdout } = await hashtide(replay('max.db', '--speed', 'max', '--top', '100000'));
    expect(code).toBe(0);
    const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    const { posts, positive, neutral, negative, duplicate, rejected, late } = result;

    expect({ posts, positive, neutral, negative, duplicate }).toEqual(expected?.totals);
    expect({ rejected, late }).toEqual({ rejected: 0, late: 0 });
    const { tag: _, ...firstCounts } = result.top[0];
    expect(firstCounts).toEqual(expected?.tags.get(result.top[0].tag));
    expect(
      Object.fromEntries(result.top.map(({ tag, ...counts }: { tag: string }) => [tag, counts])),
    ).toEqual(Object.fromEntries(expected?.tags ?? []));

    const db = new Database(join(folder, 'max.db'), { readonly: true });
    const rows = db
      .prepare<[], { hashtag: string }>(
        'SELECT hashtag, sum(posts) posts, sum(positive) positive, sum(neutral) neutral, sum(negative) negative FROM hashtag_count GROUP BY hashtag',
      )
      .all();
    db.close();
    expect(Object.fromEntries(rows.map(({ hashtag, ...counts }) => [hashtag, counts]))).toEqual(
      Object.fromEntries(expected?.tags ?? []),
    );
  });

  test('600x, and a kill in the middle followed by the same command, leave the tables of --speed max', async () => {
    const whole = readTables(join(folder, 'max.db'));
    const slow = hashtide(replay('600x.db', '--speed', '600x'));

    const killed = new Running(replay('killed.db', '--speed', '1200x'));
    await untilBatches(join(folder, 'killed.db'), 40);
    await killed.stop('SIGKILL');
    const before = readTables(join(folder, 'killed.db')).batch?.length ?? 0;
    const again = await hashtide(replay('killed.db', '--speed', 'max'));

    expect(again.code).toBe(0);
    expect(before).toBeGreaterThanOrEqual(40);
    expect(before).toBeLessThan(whole.batch?.length ?? 0);
    expect(readTables(join(folder, 'killed.db'))).toEqual(whole);
    expect((await slow).code).toBe(0);
    expect(readTables(join(folder, '600x.db'))).toEqual(whole);
  });

  test('a finished recording adds nothing when it is replayed again', async () => {
    const before = readTables(join(folder, 'max.db'));
    const { code, stdout } = await hashtide(replay('max.db', '--speed', 'max'));

    expect(code).toBe(0);
    expect(JSON.parse(stdout).posts).toBe(expected?.totals.posts);
    expect(readTables(join(folder, 'max.db'))).toEqual(before);
  });
});

/** Looks at the database until it holds `count` batches; the replay under test is what moves it. */
async function untilBatches(file: string, count: number): Promise<void> {
  for (;;) {
    try {
      const db = new Database(file, { readonly: true });
      const batches = db.prepare<[], number>('SELECT count(*) FROM batch').pluck().get() ?? 0;
      db.close();
      if (batches >= count) return;
    } catch {
      // Not made yet.
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

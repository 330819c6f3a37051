import type { LiveOptions } from '../commands/live.ts';
import { databasePath } from './paths.ts';
import { runBoard } from './run-board.ts';

/** `hashtide live`: X, counted into the database of the data directory; q ends reader and engine too. */
export async function live(options: LiveOptions): Promise<number> {
  const database = databasePath(options.db, options.dataDir);
  const folder = options.dataDir === undefined ? [] : ['--data-dir', options.dataDir];
  return runBoard({
    screen: options,
    feedPort: options.feedPort,
    reader: [
      'read',
      'x',
      '--port',
      String(options.port),
      '--max-posts-per-day',
      String(options.maxPostsPerDay),
      ...options.rule.flatMap((rule) => ['--rule', rule]),
      ...(options.takeOver ? ['--take-over'] : []),
      ...(options.spool ? [] : ['--no-spool']),
      ...folder,
    ],
    engine: ['run', '--db', database, '--model', options.model, '--batch', `${options.batch}ms`, ...folder],
    waitsForSource: true,
    farewell: `Reader and engine have ended too. The counts are in ${database}`,
  });
}

import type { Database } from 'better-sqlite3';
import { StreamingError } from '../errors.ts';

/** What a database is made for. */
export interface StoreMeta {
  readonly batchDurationMs: number;
  /** The sentiment model's name. */
  readonly model: string;
  /** Program and version that makes it, such as `hashtide 0.1.0`. */
  readonly createdBy: string;
}

/**
 * Writes `meta` of a new database, or compares it.
 *
 * @returns warnings: labels of several models in one database cannot be compared, but posts can
 * @throws {StreamingError} `BATCH_DURATION_MISMATCH`
 */
export function reconcileMeta(db: Database, file: string, meta: StoreMeta): string[] {
  return db
    .transaction(() => {
      const read = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
      const put = db.prepare<[string, string]>('INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)');
      const stored = read.get('batch_duration_ms');
      if (stored === undefined) {
        put.run('batch_duration_ms', String(meta.batchDurationMs));
        put.run('model', meta.model);
        put.run('created_by', meta.createdBy);
        return [];
      }
      if (Number(stored) !== meta.batchDurationMs) {
        throw new StreamingError(
          'BATCH_DURATION_MISMATCH',
          `batchDuration is ${meta.batchDurationMs} ms; ${file} was made with ${stored} ms.`,
          { fix: `Use --batch ${Number(stored) / 1000}s, or another database: --db FILE` },
        );
      }
      const models = (read.get('model') ?? '').split(',').filter((name) => name !== '');
      if (!models.includes(meta.model)) {
        models.push(meta.model);
        put.run('model', models.join(','));
      }
      if (models.length <= 1) return [];
      return [
        `${file} holds labels of ${models.join(' and ')}: moods before and after the change do not compare.`,
      ];
    })
    .immediate();
}

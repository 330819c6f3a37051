import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Cells, cellKey } from './oracle.ts';

const COUNTS =
  'posts, reposts, positive, neutral, negative, repost_positive, repost_neutral, repost_negative';
const DELAYS = ['scheduling_delay_ms', 'processing_ms'];

/** Opens a database for reading, with Node's own SQLite: not the one that wrote it. */
function openReadOnly(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: 5000 });
}

/** Every cell of a database; batches without a post or a duplicate are left out, as the oracle has none. */
export function readCells(file: string): Cells {
  return withDatabase(file, (db) => {
    const cells = new Map<string, number[]>();
    for (const row of db.prepare(`SELECT batch_time, ${COUNTS}, duplicate FROM batch`).iterate()) {
      const [batchTime = 0, ...cell] = Object.values(row) as number[];
      if (cell.some((count) => count > 0)) cells.set(cellKey(batchTime, ''), cell);
    }
    for (const row of db.prepare(`SELECT batch_time, hashtag, ${COUNTS} FROM hashtag_count`).iterate()) {
      const [batchTime, hashtag, ...cell] = Object.values(row) as [number, string, ...number[]];
      cells.set(cellKey(batchTime, hashtag), cell);
    }
    return cells;
  });
}

/** How two sets of cells differ: how many do, and the first few in words. */
export interface Differences {
  readonly count: number;
  readonly first: readonly string[];
}

/** Compares what is with what must be. */
export function differences(actual: Cells, expected: Cells, numShown = 5): Differences {
  const first: string[] = [];
  let count = 0;
  const compare = (key: string, is: readonly number[] | undefined, should: readonly number[] | undefined) => {
    if (is !== undefined && should !== undefined && is.every((value, i) => value === should[i])) return;
    count += 1;
    if (first.length < numShown) first.push(`${key}: ${is ?? 'missing'}, should be ${should ?? 'absent'}`);
  };
  for (const [key, should] of expected) compare(key, actual.get(key), should);
  for (const [key, is] of actual) if (!expected.has(key)) compare(key, is, undefined);
  return { count, first };
}

/** Posts, duplicates, late and rejected records of the whole database. */
export function readTotals(file: string): {
  posts: number;
  duplicate: number;
  late: number;
  rejected: number;
  batches: number;
} {
  const sum = (column: string) => `coalesce(sum(${column}), 0) AS ${column}`;
  return withDatabase(
    file,
    (db) =>
      db
        .prepare(
          `SELECT ${['posts', 'duplicate', 'late', 'rejected'].map(sum)}, count(*) AS batches FROM batch`,
        )
        .get() as ReturnType<typeof readTotals>,
  );
}

/** One snapshot: batches, the records that they count, and the records that the source's position is past. */
export function readBalance(file: string): { batches: number; counted: number; passed: number } {
  const sql = `SELECT count(*) AS batches, coalesce(sum(posts + duplicate + rejected), 0) AS counted,
    coalesce((SELECT max(next_sequence) - 1 FROM source), 0) AS passed FROM batch`;
  return withDatabase(file, (db) => db.prepare(sql).get() as ReturnType<typeof readBalance>);
}

/** The first sequence number that is not counted, by source. */
export function readPositions(file: string): ReadonlyMap<string, number> {
  return withDatabase(
    file,
    (db) =>
      new Map(
        db
          .prepare('SELECT id, next_sequence FROM source')
          .all()
          .map(({ id, next_sequence }) => [String(id), Number(next_sequence)]),
      ),
  );
}

/** The ids that each batch counted first, as the table `seen` keeps them: eight bytes each, little-endian. */
export function readSeenIds(file: string): ReadonlyMap<number, readonly bigint[]> {
  return withDatabase(file, (db) => {
    const rows = db.prepare('SELECT batch_time, ids FROM seen ORDER BY batch_time').all();
    return new Map(
      rows.map(({ batch_time: batchTime, ids }) => {
        const bytes = Buffer.from(ids as Uint8Array);
        return [
          Number(batchTime),
          Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readBigUInt64LE(i * 8)),
        ];
      }),
    );
  });
}

/** What SQLite says of its own file: `ok`, or what is wrong. */
export function integrityOf(file: string): string {
  return withDatabase(file, (db) =>
    db
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(Object.values(row)[0]))
      .join('; '),
  );
}

/** Every row of every table in one text, without the delays, which no two runs share: equal texts, equal tables. */
export function canonicalDump(file: string): string {
  return withDatabase(file, (db) => {
    const lines: string[] = [];
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    for (const { name } of tables) {
      const rows = db.prepare(`SELECT * FROM "${String(name)}"`).all();
      lines.push(`-- ${String(name)}`, ...rows.map(rowText).sort());
    }
    return `${lines.join('\n')}\n`;
  });
}

function rowText(row: Record<string, unknown>): string {
  return JSON.stringify(
    Object.entries(row)
      .filter(([column]) => !DELAYS.includes(column))
      .map(([column, value]) => [
        column,
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      ]),
  );
}

function withDatabase<T>(file: string, use: (db: DatabaseSync) => T): T {
  if (!existsSync(file)) throw new Error(`there is no database ${file}`);
  const db = openReadOnly(file);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

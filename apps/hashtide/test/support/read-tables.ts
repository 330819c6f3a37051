import Database from 'better-sqlite3';

const DELAYS = ['scheduling_delay_ms', 'processing_ms'];

/** Every row of every table of a database, but for the delays, which no two runs share. */
export function readTables(file: string): Record<string, unknown[]> {
  const db = new Database(file, { readonly: true });
  try {
    const names = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    return Object.fromEntries(
      names.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all().map(withoutDelays)]),
    );
  } finally {
    db.close();
  }
}

function withoutDelays(row: unknown): unknown {
  return Object.fromEntries(Object.entries(row as object).filter(([column]) => !DELAYS.includes(column)));
}

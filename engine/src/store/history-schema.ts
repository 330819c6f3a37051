/** Written into the file's header, so that a history is known from other databases: `hist`. */
export const HISTORY_APPLICATION_ID = 0x68697374;

/**
 * The schema of a history, step by step, as `MIGRATIONS` of the product's database: a step that was released is never
 * edited. Tables are public; times are epoch ms, `batch_time` is the end of its batch, what is not known is NULL.
 *
 * `inputs`: `[{"streamId","numRecords","metadata"},…]`. `operations`: `[{"id","name","description","startTime",
 * "endTime","failureReason","jobIds"},…]`.
 */
export const HISTORY_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE streaming_application(
    id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, pid INTEGER NOT NULL,
    batch_duration_ms INTEGER NOT NULL, start_time INTEGER NOT NULL, last_updated INTEGER NOT NULL, end_time INTEGER,
    completed_batches INTEGER NOT NULL, failed_batches INTEGER NOT NULL,
    received_records INTEGER NOT NULL, processed_records INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE streaming_receiver(
    application_id TEXT NOT NULL, stream_id INTEGER NOT NULL, name TEXT NOT NULL, has_receiver INTEGER NOT NULL,
    info TEXT, PRIMARY KEY (application_id, stream_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE streaming_batch(
    id INTEGER PRIMARY KEY, application_id TEXT NOT NULL, batch_time INTEGER NOT NULL,
    submission_time INTEGER NOT NULL, processing_start_time INTEGER, processing_end_time INTEGER,
    num_records INTEGER NOT NULL, failure_reason TEXT, inputs TEXT NOT NULL, operations TEXT NOT NULL,
    UNIQUE (application_id, batch_time)
  ) STRICT;
  `,
];

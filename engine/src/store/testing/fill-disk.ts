/**
 * For the full-disk test, under `ulimit -S -f`: commits until a write fails, says what is there before and after the
 * failure, lifts the limit and commits the same record again.
 */
import { execFileSync } from 'node:child_process';
import { StreamingError } from '../../errors.ts';
import { openStore } from '../open-store.ts';
import { batchRecord, hashtagBatch, position } from './batch-record-fixture.ts';

process.on('SIGXFSZ', () => {});
const store = openStore({ file: process.argv[2] ?? '', batchDurationMs: 10_000, model: 'afinn' });
const state = () => ({
  batches: store.numBatches(),
  last: store.lastBatchTime(),
  positions: store.positions(),
});

let before = state();
let failure = '';
let record = batchRecord(0);
while (failure === '') {
  const n = record.batchTime + 1;
  const tags = Array.from({ length: 500 }, (_, i) => hashtagBatch(`tag${i}-${n}`));
  record = batchRecord(n, tags, { sources: [position(n)] });
  try {
    before = state();
    store.commit(record);
  } catch (error) {
    failure = error instanceof StreamingError ? error.code : String(error);
  }
}
const after = state();
execFileSync('prlimit', ['--pid', `${process.pid}`, '--fsize=unlimited']);
const { committed } = store.commit(record);
process.stdout.write(JSON.stringify({ failure, before, after, committed, last: record.batchTime }));

/** For the kill test: commits one batch after the other, three posts each, until it is killed. */
import { openStore } from '../open-store.ts';
import { batchRecord, hashtagBatch, position } from './batch-record-fixture.ts';

const store = openStore({ file: process.argv[2] ?? '', batchDurationMs: 10_000, model: 'afinn' });
for (let n = store.numBatches() + 1; ; n += 1) {
  const tags = [0, 1, 2].map((i) => hashtagBatch(`tag${(n + i) % 7}`, { [`Tag${n % 3}`]: 1 }));
  const seenIds = BigUint64Array.from([1n, 2n, 3n]);
  store.commit(batchRecord(n * 1000, tags, { sources: [position(1 + 3 * n)], seenIds }));
  process.stdout.write('.');
}

export { type ChecksummedBatch, crcOfBatch } from './batch-crc.ts';
export type { StoredBatch } from './batch-reader.ts';
export type { CommitResult } from './batch-writer.ts';
export { openStore, type ReadOnlyStoreOptions, type StoreOptions } from './open-store.ts';
export type { RunTotals, TopHashtag } from './run-summary.ts';
export { MAX_SEEN_IDS, SEEN_DURATION_MS } from './seen-retention.ts';
export type { Store } from './store.ts';
export { openTemporaryStore } from './temporary-store.ts';

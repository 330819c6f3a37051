import type { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import type { SeenIds } from '../pipeline/seen-ids.ts';
import { type Clock, delay } from '../time/clock.ts';
import { giveWay } from '../time/give-way.ts';
import type { StoredBatch } from './batch-reader.ts';
import { SEEN_DURATION_MS } from './seen-retention.ts';
import type { Store } from './store.ts';

/** The newest batch, as far as it is told. */
type RestoredBatch = Omit<StoredBatch, 'names'>;

/**
 * Fills what is kept in memory from the store's last rows, as if the engine had never stopped.
 *
 * @returns the newest batch; undefined: there is none
 */
export function restoreMemory(
  store: Store,
  windows: HashtagWindows,
  seenIds: SeenIds,
): RestoredBatch | undefined {
  restoreSeenIds(store, seenIds);
  while (seenIds.recallNext());
  let newest: RestoredBatch | undefined;
  for (const batch of restoring(store, windows)) newest = batch;
  return newest;
}

/** Says where it is written which tweets have been counted: read when the first batch asks for it. */
export function restoreSeenIds(store: Store, seenIds: SeenIds): void {
  const last = store.lastBatchTime();
  if (last !== undefined) seenIds.restoreFrom(store.seenIds(last - SEEN_DURATION_MS));
}

export interface RestoreInTurnsOptions {
  readonly store: Store;
  readonly windows: HashtagWindows;
  readonly seenIds: SeenIds;
  readonly clock: Clock;
  /** A reader may be waiting, and is answered first: what follows takes most of this thread. */
  readonly readerFirst: boolean;
  readonly signal: AbortSignal;
}

/** Long enough to connect, take in what a reader has, and ack it. */
const READER_FIRST_MS = 200;

/**
 * Fills both, {@link restoreWindows}' way.
 *
 * @returns the newest batch; undefined: there is none
 * @throws what ended it, once `signal` is aborted
 */
export async function restoreInTurns(options: RestoreInTurnsOptions): Promise<RestoredBatch | undefined> {
  const { store, windows, seenIds, clock, readerFirst, signal } = options;
  if (store.lastBatchTime() === undefined) return undefined;
  if (readerFirst) await delay(clock, READER_FIRST_MS, signal);
  while (seenIds.recallNext()) {
    await giveWay();
    signal.throwIfAborted();
  }
  return restoreWindows(store, windows, signal);
}

/**
 * Fills the windows a batch at a time and lets others have their turns between, so that an engine that comes back
 * takes in and acks records meanwhile. Nothing may be committed before it is done.
 *
 * @returns the newest batch; undefined: there is none
 * @throws what ended it, once `signal` is aborted
 */
export async function restoreWindows(
  store: Store,
  windows: HashtagWindows,
  signal: AbortSignal,
): Promise<RestoredBatch | undefined> {
  let newest: RestoredBatch | undefined;
  for (const batch of restoring(store, windows)) {
    newest = batch;
    await giveWay();
    signal.throwIfAborted();
  }
  return newest;
}

/** Each step is short. Yields the newest batch so far. */
function* restoring(store: Store, windows: HashtagWindows): Generator<RestoredBatch> {
  const last = store.lastBatchTime();
  if (last === undefined) return;
  let newest: RestoredBatch | undefined;
  for (const batch of store.recentCounts(last - windows.rememberDuration)) {
    windows.add(batch);
    newest = batch;
    yield batch;
  }
  if (newest === undefined) return;
  // A hashtag has rows in many batches and one name.
  let numNamed = 0;
  for (const hashtag of windows.hashtags()) {
    const name = store.nameOf(hashtag);
    if (name !== undefined) windows.rename(name);
    numNamed += 1;
    if (numNamed % NAMES_A_STEP === 0) yield newest;
  }
}

const NAMES_A_STEP = 500;

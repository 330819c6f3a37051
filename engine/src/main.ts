import { createHash, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { loadModel, type SentimentModel } from '@hashtide/models';
import { StorageHealth, type StorageTrouble } from './checkpoint/storage-health.ts';
import type { EngineOptions, RunResult } from './config.ts';
import { StreamingError } from './errors.ts';
import type { FeedServer } from './feed/feed-server.ts';
import type { SourceStatus } from './feed/messages.ts';
import { openMonitor } from './monitoring/open-monitor.ts';
import { ProductMetrics } from './monitoring/product-metrics.ts';
import { buildPipeline } from './pipeline/build-pipeline.ts';
import { BlockScanner } from './pipeline/bytes/block-scanner.ts';
import { HashtagWindows } from './pipeline/hashtag-windows.ts';
import { RecentPosts } from './pipeline/recent-posts.ts';
import { SeenIds } from './pipeline/seen-ids.ts';
import {
  type LineProtocolStreamOptions,
  lineProtocolBlocks,
} from './sources/line-protocol/line-protocol-stream.ts';
import { refuseOldRecords } from './sources/line-protocol/refuse-old-records.ts';
import { BackupSchedule } from './store/backup-schedule.ts';
import { type BatchSummary, Committer } from './store/committer.ts';
import { openSourceLog, rawPositionIn } from './store/open-source-log.ts';
import { openStore } from './store/open-store.ts';
import { RedeliveryReport } from './store/redelivery-report.ts';
import { recallSeenIds, restoreSeenIds, restoreWindows } from './store/restore-memory.ts';
import { positionIn } from './store/source-id.ts';
import type { Store } from './store/store.ts';
import { openTemporaryStore } from './store/temporary-store.ts';
import { StreamingContext } from './streaming-context.ts';

export type { EngineOptions, ResultRow, RunResult } from './config.ts';
export type { BatchSummary } from './store/committer.ts';

/** A fast replay's small batches are committed together, if so many may wait; their bytes are bounded too. */
const MAX_PENDING_BATCHES = 64;

/** A running engine: line protocol in, SQLite and feed out. */
export interface Engine {
  /** Path of its database. */
  readonly database: string;
  /** Where screens connect; undefined: no feed. */
  readonly feedPort: number | undefined;
  /** Resolves when a recording is over and all of it is committed. */
  readonly sourcesEnded: Promise<void>;
  /** Resolves after `stop()`; rejects with what made it impossible to go on. */
  readonly terminated: Promise<void>;
  /** What the database comes to, as of the last commit; `windowMs` is one of the windows there are. */
  result(limit: number, windowMs: number): RunResult;
  /** Ends it in reverse order; a batch that is being committed is committed. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts the product: the tweet pipeline on a streaming context, the store behind it, the feed before it.
 *
 * @throws {StreamingError} what `loadModel`, `openStore`, `FeedServer` and `StreamingContext` throw; nothing is left
 *   open then
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const model = await loadModel(options.model);
  const store = openDatabase(options);
  const opened: (() => void | Promise<void>)[] = [() => store.close()];
  const closeAll = async (): Promise<void> => {
    for (let close = opened.pop(); close !== undefined; close = opened.pop()) await close();
  };
  let closing: Promise<void> | undefined;
  // Whoever asks again waits for the same end: the store must not close under a backup that the first one makes.
  const stop = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };
  try {
    return await assemble(options, model, store, opened, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  options: EngineOptions,
  model: SentimentModel,
  store: Store,
  opened: (() => void | Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Engine> {
  const { batchDurationMs, clock, log } = options;
  for (const warning of store.warnings) log(warning);
  const windows = new HashtagWindows({ batchDuration: batchDurationMs });
  const seenIds = new SeenIds();
  const recentPosts = options.feed && new RecentPosts();

  const ssc = new StreamingContext({ master: 'local[1]', appName: 'hashtide' }, batchDurationMs, {
    clock,
    batchTime: 'source',
    failedOutputPolicy: 'fail',
    lastBatchTime: store.lastBatchTime() ?? Number.NEGATIVE_INFINITY,
    maxPendingBatches: MAX_PENDING_BATCHES,
  });
  const failure = Promise.withResolvers<never>();
  let said = '';
  let feed: FeedServer | undefined;
  let isAllCounted = false;
  const tellAllCounted = (): void => {
    isAllCounted = true;
    redelivery?.end();
    feed?.publishStatus();
  };
  // Counted here: the table grows for years, and every frame tells it.
  let numBatches = store.numBatches();
  let lastBatch: BatchSummary | undefined;
  restoreSeenIds(store, seenIds);
  const health = new StorageHealth({ clock, isPatient: options.onStorageFault !== 'end' });
  const sourceLog =
    options.database === undefined
      ? undefined
      : openSourceLog({
          ...{ store, clock, say: log },
          isWanted: options.writeAheadLog ?? false,
          onTrouble: (error) => {
            if (error === undefined) health.works('log');
            else if (!health.failed('log', error)) failure.reject(error);
          },
        });
  opened.push(() => sourceLog?.close());
  const scanner = new BlockScanner({ model, keepsRecords: recentPosts !== undefined });
  const readerOptions: LineProtocolStreamOptions = {
    ...options.reader,
    log: sourceLog,
    known: rawPositionIn(store),
    engineId: engineIdOf(options.database),
    position: (source, epoch) => positionIn(store, source, epoch),
    accept: (greeting, firstRecordAt) =>
      refuseOldRecords(greeting, firstRecordAt, {
        lastBatchTime: store.lastBatchTime() ?? Number.NEGATIVE_INFINITY,
        known: positionIn(store, greeting.source, greeting.epoch),
        database: store.file,
      }),
    onStatus: (status) => {
      if (status.detail !== said)
        log(status.detail === '' ? `reader: ${status.state}` : `reader: ${status.detail}`);
      said = status.detail;
      isAllCounted = false;
      if (status.state === 'ended') void ssc.awaitSourcesEnded().then(tellAllCounted, () => {});
      else feed?.publishStatus();
    },
    onFailure: failure.reject,
  };
  const reader = lineProtocolBlocks(ssc, readerOptions, (bytes) => scanner.read(bytes));
  health.onChange((trouble) => {
    if (trouble === undefined) reader.release();
    else reader.hold();
    log(storageReport(trouble));
    feed?.publishStatus();
  });
  const isWatched = options.feed !== undefined || options.history !== undefined;
  const { history, version } = options;
  const monitor = isWatched
    ? await openMonitor(ssc, { history, version, onProblem: ({ message }) => log(message) })
    : undefined;
  opened.push(() => monitor?.close());
  const metrics = new ProductMetrics({
    ...{ clock, windows, counters: reader.counters },
    source: () => reader.status,
    numClients: () => feed?.numClients ?? 0,
    numBatches: () => numBatches,
    lastBatch: () => lastBatch,
    storage: () => health.trouble,
  });
  monitor?.addMetrics(metrics.metrics);
  const redelivery = store.regression && new RedeliveryReport(store.regression, log);
  const stopping = new AbortController();
  const restored = Promise.withResolvers<void>();
  const committer = new Committer({
    ...{ ssc, reader, store, windows, seenIds, health, restored: restored.promise },
    onWarning: log,
    onCommitted: (batch) => {
      redelivery?.committed(batch.batchTime, batch.totals.posts);
      lastBatch = batch;
      numBatches += 1;
      metrics.committed(batch.totals);
      recentPosts?.publish(batch.batchTime);
      feed?.publish();
      options.onBatch?.(batch);
    },
  });
  buildPipeline({
    blocks: reader,
    model,
    seenIds,
    recentPosts,
    commit: (batchTime, counts) => committer.commit(batchTime, counts),
  });

  if (options.feed !== undefined && recentPosts !== undefined) {
    // Loaded where it is wanted: a replay without screens needs no web server.
    const { openFeed } = await import('./feed/open-feed.ts');
    feed = openFeed(
      options.feed,
      {
        windows,
        recentPosts,
        clock,
        batchDurationMs,
        model: model.name,
        database: options.database ?? '(temporary)',
        version,
        source: () => shownStatus(reader.status, isAllCounted),
        lastBatch: () => lastBatch,
        numBatches: () => numBatches,
        storage: () => health.trouble,
      },
      monitor,
    );
  }
  opened.push(() => feed?.close());
  const { database, backupEveryMs } = options;
  const backups =
    database === undefined || backupEveryMs === undefined
      ? undefined
      : new BackupSchedule({ store, clock, everyMs: backupEveryMs, log });
  backups?.start();
  opened.push(() => backups?.stop());
  ssc.start();
  opened.push(async () => {
    // A batch that waits, for room or for the windows, would hold up the end. It comes again.
    stopping.abort();
    health.giveUp();
    await ssc.stop();
    if (!hasFailed) await committer.flush();
  });
  let hasFailed = false;
  const terminated = Promise.race([ssc.awaitTermination(), failure.promise]).catch(throwOwnError);
  const sourcesEnded = ssc.awaitSourcesEnded().catch(throwOwnError);
  // Whoever looks at neither must not be ended by them.
  sourcesEnded.catch(() => {});
  terminated.catch(() => {
    hasFailed = true;
  });
  // The reader's records are taken in and logged meanwhile; screens are let in when there is all to see.
  try {
    await recallSeenIds(seenIds, stopping.signal);
    lastBatch = await restoreWindows(store, windows, stopping.signal);
    restored.resolve();
  } catch (error) {
    restored.reject(error);
    throw error;
  }
  const feedPort = (await feed?.start())?.port;
  return {
    database: store.file,
    feedPort,
    sourcesEnded,
    terminated,
    result: (limit, windowMs) => resultOf(store, windows, limit, windowMs),
    stop,
  };
}

function openDatabase({ database, batchDurationMs, model, version, retention }: EngineOptions): Store {
  const options = { batchDurationMs, model, retention, createdBy: `hashtide ${version}` };
  return database === undefined ? openTemporaryStore(options) : openStore({ ...options, file: database });
}

/** A recording has ended for screens when its last batch is committed, not when its last record has come. */
function shownStatus(status: SourceStatus, isAllCounted: boolean): SourceStatus {
  return status.state === 'ended' && !isAllCounted ? { ...status, state: 'connected' } : status;
}

function storageReport(trouble: StorageTrouble | undefined): string {
  if (trouble === undefined) return 'storage works again; going on';
  const { fault, part, detail } = trouble;
  const what = { 'disk-full': 'is on a full disk', 'io-error': 'cannot be written', busy: 'is busy' }[fault];
  return `the ${part} ${what} (${detail}): nothing is taken in until it can be; nothing is lost`;
}

/** What made an output operation fail, where we know it, says more than where it failed. */
function throwOwnError(error: unknown): never {
  throw error instanceof StreamingError && error.cause instanceof StreamingError ? error.cause : error;
}

/** The same engine comes back under the same name, so that a reader does not wait for the one before. */
function engineIdOf(database: string | undefined): string {
  const name =
    database === undefined ? randomUUID() : createHash('sha256').update(resolve(database)).digest('hex');
  return `engine-${name.slice(0, 16)}`;
}

function resultOf(store: Store, windows: HashtagWindows, limit: number, windowMs: number): RunResult {
  const { batches, ...totals } = store.runTotals();
  return {
    totals,
    batches,
    top: store.topHashtags(limit),
    topOfWindow: windows
      .rows(windowMs, { limit })
      .rows.map(({ hashtag, spelling, counts }) => ({ hashtag, spelling, ...counts })),
  };
}

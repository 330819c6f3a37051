import { loadModel, type SentimentModel } from '@hashtide/models';
import { StorageHealth } from './checkpoint/storage-health.ts';
import { storageReport } from './checkpoint/storage-report.ts';
import type { Engine, EngineOptions } from './config.ts';
import { throwOwnError } from './errors.ts';
import type { FeedServer } from './feed/feed-server.ts';
import { shownStatus } from './feed/shown-status.ts';
import { openMonitor } from './monitoring/open-monitor.ts';
import { ProductMetrics } from './monitoring/product-metrics.ts';
import { buildPipeline } from './pipeline/build-pipeline.ts';
import { BlockScanner } from './pipeline/bytes/block-scanner.ts';
import { ScanThread } from './pipeline/bytes/scan-thread.ts';
import { HashtagWindows } from './pipeline/hashtag-windows.ts';
import { RecentPosts } from './pipeline/recent-posts.ts';
import { SeenIds } from './pipeline/seen-ids.ts';
import { engineIdOf } from './sources/line-protocol/engine-id.ts';
import {
  type LineProtocolStreamOptions,
  lineProtocolBlocks,
} from './sources/line-protocol/line-protocol-stream.ts';
import { refuseOldRecords } from './sources/line-protocol/refuse-old-records.ts';
import { SourceTimeWatch } from './sources/line-protocol/source-time-watch.ts';
import { BackupSchedule } from './store/backup-schedule.ts';
import { ClosingStack } from './store/closing-stack.ts';
import { type BatchSummary, Committer } from './store/committer.ts';
import { openEngineStore } from './store/open-engine-store.ts';
import { openSourceLog, rawPositionIn } from './store/open-source-log.ts';
import { RedeliveryReport } from './store/redelivery-report.ts';
import { restoreInTurns, restoreSeenIds } from './store/restore-memory.ts';
import { runResult } from './store/run-result.ts';
import { positionIn } from './store/source-id.ts';
import type { Store } from './store/store.ts';
import { StreamingContext } from './streaming-context.ts';

export type { Engine, EngineOptions, ResultRow, RunResult } from './config.ts';
export type { BatchSummary } from './store/committer.ts';

/** A fast replay's small batches are committed together, if so many may wait; their bytes are bounded too. */
const MAX_PENDING_BATCHES = 64;

/**
 * Starts the product: the tweet pipeline on a streaming context, the store behind it, the feed before it.
 *
 * @throws {StreamingError} what `loadModel`, `openStore`, `FeedServer` and `StreamingContext` throw; nothing is left
 *   open then
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const model = await loadModel(options.model);
  const store = openEngineStore(options);
  const opened = new ClosingStack();
  opened.add(() => store.close());
  try {
    return await assemble(options, model, store, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function assemble(
  options: EngineOptions,
  model: SentimentModel,
  store: Store,
  opened: ClosingStack,
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
  opened.add(() => sourceLog?.close());
  const keepsRecords = recentPosts !== undefined;
  const scanner = new BlockScanner({ model, keepsRecords });
  const thread =
    (options.threads ?? 1) > 1
      ? new ScanThread(new URL('./scan-thread-worker.ts', import.meta.url), {
          model: options.model,
          keepsRecords,
        })
      : undefined;
  opened.add(() => thread?.stop());
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
  const reader = lineProtocolBlocks(ssc, readerOptions, {
    read: (bytes) => scanner.read(bytes),
    readElsewhere: thread && ((bytes) => thread.read(bytes)),
    keepsBytes: keepsRecords,
  });
  health.onChange((trouble) => {
    if (trouble === undefined) reader.release();
    else reader.hold();
    log(storageReport(trouble));
    feed?.publishStatus();
  });
  const timeWatch = new SourceTimeWatch({
    ...{ clock, batchDuration: batchDurationMs },
    status: () => reader.status,
    sourceTime: () => reader.sourceTime,
    lastBatchTime: () => lastBatch?.batchTime ?? Number.NEGATIVE_INFINITY,
    onChange: (detail) => {
      log(detail === '' ? 'reader: its clock has caught up with the batches' : `reader: ${detail}`);
      feed?.publishStatus();
    },
  });
  const isWatched = options.feed !== undefined || options.history !== undefined;
  const { history, version } = options;
  const monitor = isWatched
    ? await openMonitor(ssc, { history, version, onProblem: ({ message }) => log(message) })
    : undefined;
  opened.add(() => monitor?.close());
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
        source: () => shownStatus(reader.status, isAllCounted, timeWatch.detail),
        lastBatch: () => lastBatch,
        numBatches: () => numBatches,
        storage: () => health.trouble,
      },
      monitor,
    );
  }
  opened.add(() => feed?.close());
  const { database, backupEveryMs } = options;
  const backups =
    database === undefined || backupEveryMs === undefined
      ? undefined
      : new BackupSchedule({ store, clock, everyMs: backupEveryMs, log });
  backups?.start();
  opened.add(() => backups?.stop());
  ssc.start();
  timeWatch.start();
  opened.add(() => timeWatch.stop());
  opened.add(async () => {
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
    const parts = { store, windows, seenIds, clock, signal: stopping.signal };
    lastBatch = await restoreInTurns({ ...parts, readerFirst: sourceLog !== undefined });
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
    result: (limit, windowMs) => runResult(store, windows, limit, windowMs),
    stop: () => opened.close(),
  };
}

import { SystemClock } from '@hashtide/engine';
import { type BatchSummary, startEngine } from '@hashtide/engine/main';
import type { RunOptions } from '../commands/run.ts';
import { startLifecycle } from '../lifecycle.ts';
import { version } from '../version.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { tellParent } from './parent.ts';
import { databasePath, historyPath } from './paths.ts';
import { say, sayAlone } from './say.ts';

/** `hashtide run`: the engine alone, until it is stopped. One line a batch on stdout. */
export async function run(options: RunOptions): Promise<number> {
  keepHeapSmall();
  const lifecycle = startLifecycle(sayAlone);
  const database = options.temporary ? undefined : databasePath(options.db, options.dataDir);
  const engine = await startEngine({
    reader: options.reader,
    database,
    writeAheadLog: true,
    history: database && historyPath(database),
    model: options.model,
    batchDurationMs: options.batch,
    threads: options.threads,
    feed: options.feed ? { host: '127.0.0.1', port: options.feedPort } : undefined,
    retention: { batchesMs: options.keepBatches, minutesMs: options.keepMinutes },
    backupEveryMs: options.backupEvery || undefined,
    clock: new SystemClock(),
    version,
    log: say,
    onBatch: (batch) => process.stdout.write(`${options.json ? asJson(batch) : asText(batch)}\n`),
  });
  sayAlone(`counting from ${options.reader.host}:${options.reader.port} into ${engine.database}`);
  if (engine.feedPort !== undefined) {
    sayAlone(
      `feed on ws://127.0.0.1:${engine.feedPort}; next: hashtide watch --url ws://127.0.0.1:${engine.feedPort}`,
    );
    tellParent({ type: 'listening', port: engine.feedPort });
  }
  lifecycle.signal.addEventListener('abort', () => void engine.stop());
  // A signal that came while the engine started.
  if (lifecycle.signal.aborted) void engine.stop();
  await engine.terminated;
  await engine.stop();
  return lifecycle.exitCode();
}

function asJson({ batchTime, totals, schedulingDelayMs, processingMs }: BatchSummary): string {
  const { posts, positive, neutral, negative, duplicate, late, rejected } = totals;
  const delays = { scheduling_delay_ms: schedulingDelayMs, processing_ms: processingMs };
  return JSON.stringify({
    v: 1,
    type: 'batch',
    batch_time: batchTime,
    posts,
    positive,
    neutral,
    negative,
    duplicate,
    late,
    rejected,
    ...delays,
  });
}

function asText({ batchTime, totals, schedulingDelayMs, processingMs }: BatchSummary): string {
  const time = new Date(batchTime).toISOString().slice(0, 19);
  const { posts, positive, neutral, negative, duplicate, late, rejected } = totals;
  const odd = Object.entries({ duplicate, late, rejected }).flatMap(([name, n]) =>
    n > 0 ? [`${n} ${name}`] : [],
  );
  const delay = `sched ${schedulingDelayMs}ms proc ${processingMs}ms`;
  return [`${time}Z  ${posts} posts  +${positive} =${neutral} -${negative}  ${delay}`, ...odd].join('  ');
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '@hashtide/engine';
import { FeedClient, type View } from '@hashtide/engine/feed';
import type { ProcessCost } from '../path/process-cost.ts';
import { startProcess } from '../path/start-process.ts';
import type {
  FromLiveEngine,
  FromLiveReader,
  LiveEngineArguments,
  LiveReaderArguments,
  Sample,
} from './live-messages.ts';

export interface LiveOptions {
  readonly tweetsPerSecond: number;
  readonly seconds: number;
  readonly model: string;
  readonly batchMs: number;
  /** What each screen of the feed shows. */
  readonly views: readonly Partial<View>[];
}

/** What a run at a pace took. */
export interface LiveRun {
  readonly posts: number;
  readonly numBatches: number;
  /** When each batch was committed, ms after its end by the clock, and how much of that it was worked on. */
  readonly commits: readonly { readonly afterMs: number; readonly processingMs: number }[];
  readonly longestBatchMs: number;
  readonly lastSchedulingDelayMs: number;
  readonly samples: readonly Sample[];
  /** The 99th percentile of how late a timer of the engine's was, its start left out. */
  readonly timerLateP99Ms: number;
  readonly reader: ProcessCost;
  /** When each frame was at a client and read, ms after the end of its batch by the clock, client by client. */
  readonly frameDelaysMs: readonly (readonly number[])[];
}

/** A reader and an engine as processes of their own, and screens on its feed in this one, in a folder that is deleted. */
export async function runLive(options: LiveOptions): Promise<LiveRun> {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-bench-'));
  try {
    return await play(options, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(options: LiveOptions, folder: string): Promise<LiveRun> {
  const { tweetsPerSecond, seconds, model, batchMs, views } = options;
  using reader = startProcess<FromLiveReader>(
    new URL('./live-reader-process.ts', import.meta.url),
    { tweetsPerSecond, seconds, spool: join(folder, 'spool') } satisfies LiveReaderArguments,
    [],
  );
  const { port } = await reader.next('listening');
  using engine = startProcess<FromLiveEngine>(
    new URL('./live-engine-process.ts', import.meta.url),
    { port, database: join(folder, 'bench.db'), model, batchMs, hasFeed: true } satisfies LiveEngineArguments,
    [],
  );
  const { feedPort } = await engine.next('started');
  const screens = views.map((view) => watchFrames(feedPort, view));
  const [{ timerLateP99Ms }, { cost }] = await Promise.all([engine.next('done'), reader.next('done')]);
  for (const { client } of screens) client.close();
  await Promise.all([engine.ended, reader.ended]);
  const batches = engine.messages.filter((message) => message.kind === 'batch');
  return {
    posts: batches.reduce((sum, { posts }) => sum + posts, 0),
    numBatches: batches.length,
    commits: batches.map(({ committedAfterMs, processingMs }) => ({
      afterMs: committedAfterMs,
      processingMs,
    })),
    longestBatchMs: Math.max(0, ...batches.map(({ processingMs }) => processingMs)),
    lastSchedulingDelayMs: batches.at(-1)?.schedulingDelayMs ?? 0,
    samples: engine.messages.filter((message) => message.kind === 'sample'),
    timerLateP99Ms,
    reader: cost,
    frameDelaysMs: screens.map(({ delaysMs }) => delaysMs),
  };
}

function watchFrames(port: number, view: Partial<View>): { client: FeedClient; delaysMs: number[] } {
  const clock = new SystemClock();
  const delaysMs: number[] = [];
  const client = new FeedClient({
    url: `ws://127.0.0.1:${port}`,
    view,
    clock,
    onMessage: (message) => {
      if (message.type === 'batch' && message.batch !== null)
        delaysMs.push(clock.now() - message.batch.batch_time);
    },
  });
  client.connect();
  return { client, delaysMs };
}

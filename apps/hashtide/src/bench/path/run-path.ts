import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makeRecording, type RecordingOptions } from './make-recording.ts';
import type { ProcessCost } from './process-cost.ts';
import type { EngineArguments, FromEngine, FromReader, ReaderArguments } from './process-messages.ts';
import { type StageShare, stageShares } from './profile-stages.ts';
import { startProcess } from './start-process.ts';

export interface PathOptions {
  readonly recording: RecordingOptions;
  /** `max`, or `recorded`: at its own pace. */
  readonly speed: string;
  readonly model: string;
  readonly writeAheadLog: boolean;
  readonly batchMs: number;
  /** Of the engine. */
  readonly threads: number;
  /** Looks where the engine’s time goes; costs some of it. */
  readonly profile: boolean;
}

/** What one run over the whole path took: reader and engine are processes of their own. */
export interface PathRun {
  readonly numRecords: number;
  readonly numBytes: number;
  /** From the engine’s connection to its last commit. */
  readonly seconds: number;
  readonly posts: number;
  readonly numBatches: number;
  readonly lastSchedulingDelayMs: number;
  readonly longestBatchMs: number;
  readonly loopDelayP99Ms: number;
  /** The reader’s without its first pass over the file, which counts the records. */
  readonly reader: ProcessCost;
  readonly engine: ProcessCost;
  readonly stages: readonly StageShare[];
}

/** Recording → reader → TCP → engine → SQLite, in a folder that is deleted afterwards. */
export async function runPath(options: PathOptions): Promise<PathRun> {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-bench-'));
  try {
    const file = join(folder, 'recording.ndjson');
    const numBytes = makeRecording(file, options.recording);
    return await play(options, folder, file, numBytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(options: PathOptions, folder: string, file: string, numBytes: number): Promise<PathRun> {
  const { recording, speed, model, writeAheadLog, batchMs, threads, profile } = options;
  using reader = startProcess<FromReader>(
    new URL('./reader-process.ts', import.meta.url),
    { file, speed } satisfies ReaderArguments,
    [],
  );
  const { port, cost: before } = await reader.next('listening');
  const database = join(folder, 'bench.db');
  using engine = startProcess<FromEngine>(
    new URL('./engine-process.ts', import.meta.url),
    { port, database, writeAheadLog, model, batchMs, threads } satisfies EngineArguments,
    profile ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [],
  );
  await engine.next('started');
  const startedAt = performance.now();
  const [{ cost, loopDelayP99Ms }, { cost: after }] = await Promise.all([
    engine.next('done'),
    reader.next('done'),
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  await Promise.all([engine.ended, reader.ended]);
  const batches = engine.messages.filter((message) => message.kind === 'batch');
  return {
    numRecords: recording.numRecords,
    numBytes,
    seconds,
    posts: batches.reduce((sum, { posts }) => sum + posts, 0),
    numBatches: batches.length,
    lastSchedulingDelayMs: batches.at(-1)?.schedulingDelayMs ?? 0,
    longestBatchMs: Math.max(0, ...batches.map(({ processingMs }) => processingMs)),
    loopDelayP99Ms,
    reader: { ...after, cpuSeconds: after.cpuSeconds - before.cpuSeconds },
    engine: cost,
    stages: profile
      ? stageShares(
          readdirSync(folder)
            .filter(isProfile)
            .map((name) => join(folder, name)),
        )
      : [],
  };
}

function isProfile(name: string): boolean {
  return name.endsWith('.cpuprofile');
}

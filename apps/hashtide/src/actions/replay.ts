import { resolve } from 'node:path';
import { SystemClock } from '@hashtide/engine';
import { startEngine } from '@hashtide/engine/main';
import type { ReplayCommandOptions } from '../commands/replay.ts';
import { startLifecycle } from '../lifecycle.ts';
import { version } from '../version.ts';
import { type Part, startPart } from './child.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { asResultJson, asResultText } from './replay-result.ts';
import { say } from './say.ts';

/** `hashtide replay`: a reader as a child, the engine here; ends when everything is counted. */
export async function replay(file: string, options: ReplayCommandOptions): Promise<number> {
  keepHeapSmall();
  const lifecycle = startLifecycle(say);
  const reader = startPart(readerArguments(file, options), {
    input: file === '-' ? 'inherit' : 'ignore',
    onLine: say,
  });
  lifecycle.signal.addEventListener('abort', () => void reader.stop());
  const port = await reader.listening.catch(giveUp(lifecycle.signal));
  if (port === undefined) return lifecycle.exitCode() || 1;
  try {
    return await count(port, reader, options, lifecycle);
  } finally {
    await reader.stop();
  }
}

async function count(
  port: number,
  reader: Part,
  options: ReplayCommandOptions,
  lifecycle: ReturnType<typeof startLifecycle>,
): Promise<number> {
  const engine = await startEngine({
    reader: { host: '127.0.0.1', port },
    database: options.db === undefined ? undefined : resolve(options.db),
    model: options.model,
    batchDurationMs: options.batch,
    threads: options.threads,
    feed: undefined,
    // Nobody may be there to make room; the same command goes on where this one stopped.
    onStorageFault: 'end',
    clock: new SystemClock(),
    version,
    log: say,
  });
  try {
    const stopped = new Promise<'stopped'>((done) => {
      if (lifecycle.signal.aborted) done('stopped');
      lifecycle.signal.addEventListener('abort', () => done('stopped'));
    });
    const readerFailed = reader.ended.then(async ({ code }) => {
      if (code === 0 || lifecycle.signal.aborted) return new Promise<never>(() => {});
      throw await reader.failure();
    });
    await Promise.race([engine.sourcesEnded, engine.terminated, readerFailed, stopped]);
    if (lifecycle.signal.aborted) return lifecycle.exitCode();
    const result = engine.result(options.top, options.window);
    process.stdout.write(`${options.json ? asResultJson(result) : asResultText(result, options)}\n`);
    return 0;
  } finally {
    await engine.stop();
  }
}

function readerArguments(file: string, options: ReplayCommandOptions): string[] {
  const { speed, limit, maxGap, start, loop } = options;
  return [
    'read',
    'replay',
    '--port',
    '0',
    '--speed',
    speed,
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
    ...(maxGap === undefined ? [] : ['--max-gap', `${maxGap}ms`]),
    ...(start === undefined ? [] : ['--start', new Date(start).toISOString()]),
    ...(loop ? ['--loop'] : []),
    // Reader and engine end together: there is nobody to keep records for.
    '--no-spool',
    // Last, and marked: its name may begin with a dash.
    '--',
    file,
  ];
}

/** A part that was stopped before it listened is no failure of ours. */
function giveUp(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
    return undefined;
  };
}

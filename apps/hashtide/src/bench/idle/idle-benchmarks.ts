import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delay, SystemClock } from '@hashtide/engine';
import type { Benchmark, Figure } from '../benchmark.ts';
import type { FromLiveReader, LiveReaderArguments } from '../live/live-messages.ts';
import { startProcess } from '../path/start-process.ts';
import { Terminal, terminalMissing } from '../start/terminal.ts';
import { corePercent, cpuOfProcessMissing } from './cpu-of-process.ts';
import { BIN, RunningHashtide } from './run-hashtide.ts';

const SECONDS = 30;
/** After its start: what was compiled has been written down, garbage has been collected. */
const WARM_UP_MS = 10_000;
/** What the board shows beside its batches is of no interest: few tweets. */
const BOARD_TWEETS_PER_SECOND = 50;
const ASKED_ENGINE_PERCENT = 1;
const ASKED_BOARD_PERCENT = 3;
const PATIENCE_MS = 60_000;

const engine: Benchmark = {
  name: 'idle-engine',
  work: `hashtide run, with its feed, connected to a reader that has no tweets, for ${SECONDS} s`,
  asked: `≤ ${ASKED_ENGINE_PERCENT} % of a core`,
  missing: cpuOfProcessMissing,
  run: ({ seconds = SECONDS }) =>
    withReader(0, seconds, async (readerPort, folder) => {
      using running = startEngine(readerPort, folder, []);
      await running.until(/feed on ws/);
      await delay(new SystemClock(), WARM_UP_MS);
      const value = await corePercent(running.pid, seconds);
      return { value, unit: '% of a core', isMet: value <= ASKED_ENGINE_PERCENT };
    }),
};

const board: Benchmark = {
  name: 'idle-board',
  work: `hashtide watch on a terminal of 120 × 40, a batch of ${BOARD_TWEETS_PER_SECOND} tweets each second, for ${SECONDS} s`,
  asked: `≤ ${ASKED_BOARD_PERCENT} % of a core`,
  missing: () => cpuOfProcessMissing() ?? terminalMissing(),
  run: ({ seconds = SECONDS }) =>
    withReader(BOARD_TWEETS_PER_SECOND, seconds, async (readerPort, folder) => {
      using running = startEngine(readerPort, folder, ['--batch', '1s']);
      const [, url = ''] = await running.until(/feed on (ws:\S+\d)/);
      using terminal = new Terminal([process.execPath, BIN, 'watch', '--url', url]);
      await terminal.until(/LIVE/, PATIENCE_MS);
      await delay(new SystemClock(), WARM_UP_MS);
      const before = terminal.numBytes;
      const value = await corePercent(terminal.pid, seconds);
      const numBytes = terminal.numBytes - before;
      return {
        ...{ value, unit: '% of a core', isMet: numBytes > 0 && value <= ASKED_BOARD_PERCENT },
        details: [`${(numBytes / seconds).toFixed(0)} bytes a second drawn`],
      };
    }),
};

export const idleBenchmarks: readonly Benchmark[] = [engine, board];

function startEngine(readerPort: number, folder: string, more: readonly string[]): RunningHashtide {
  return new RunningHashtide([
    'run',
    ...['--reader', `127.0.0.1:${readerPort}`, '--db', join(folder, 'idle.db'), '--feed-port', '0'],
    ...more,
  ]);
}

/** Lends a reader of made tweets that goes on for longer than it is looked at. */
async function withReader(
  tweetsPerSecond: number,
  seconds: number,
  look: (port: number, folder: string) => Promise<Figure>,
): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-bench-'));
  try {
    using reader = startProcess<FromLiveReader>(
      new URL('../live/live-reader-process.ts', import.meta.url),
      {
        tweetsPerSecond,
        seconds: 3600 + seconds,
        spool: join(folder, 'spool'),
      } satisfies LiveReaderArguments,
      [],
    );
    const { port } = await reader.next('listening');
    return await look(port, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

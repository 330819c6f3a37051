import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Benchmark } from '../benchmark.ts';
import { compareTimes, median, timed } from '../compare.ts';
import { installedCommand } from './installed-command.ts';
import { Terminal, terminalMissing } from './terminal.ts';

const NUM_STARTS = 11;
const WARM_UPS = 2;
const ASKED_HELP_MS = 150;
const NUM_DEMOS = 3;
const ASKED_DEMO_MS = 5000;
const PATIENCE_MS = 60_000;
/** The board's first row: its rank, and a hashtag with its numbers. */
const FIRST_ROW = /^[^\n]{0,4}\b1 +#?[\p{L}\p{N}_]+ .*\d/mu;

const help: Benchmark = {
  name: 'start-help',
  work: `hashtide --help, as npm installs it, ${NUM_STARTS} times`,
  rival: 'node itself, which runs an empty script',
  asked: `≤ ${ASKED_HELP_MS} ms`,
  async run() {
    const [file, ...args] = installedCommand();
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = -WARM_UPS; round < NUM_STARTS; round += 1) {
      const [our, rival] = [
        await timed(() => runToEnd(file, [...args, '--help'])),
        await timed(() => runToEnd(process.execPath, ['-e', '0'])),
      ];
      if (round < 0) continue;
      ours.push(our);
      bare.push(rival);
    }
    const comparison = compareTimes(ours, bare);
    const value = comparison.ours.median;
    return { value, unit: 'ms', isMet: value <= ASKED_HELP_MS, comparison, details: [`started as ${file}`] };
  },
};

const demo: Benchmark = {
  name: 'start-demo',
  work: `hashtide demo on a terminal of 120 × 40, from its start to the first row; median of ${NUM_DEMOS}`,
  asked: `≤ ${ASKED_DEMO_MS / 1000} s`,
  missing: terminalMissing,
  async run() {
    const times: number[] = [];
    for (let n = 0; n < NUM_DEMOS; n += 1) {
      using terminal = new Terminal([...installedCommand(), 'demo']);
      times.push(await timed(() => terminal.until(FIRST_ROW, PATIENCE_MS)));
      terminal.type('q');
      await terminal.ended(PATIENCE_MS);
    }
    const value = median(times);
    const details = [
      `${times.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}; a batch is 1 s, 10 s of the recording`,
    ];
    return { value, unit: 'ms', isMet: value <= ASKED_DEMO_MS, details };
  },
};

export const startBenchmarks: readonly Benchmark[] = [help, demo];

async function runToEnd(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with exit code ${code}`);
}

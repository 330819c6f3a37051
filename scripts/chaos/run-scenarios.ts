import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../fixture/random.ts';
import { Processes } from './processes.ts';
import { ChaosFailure, type Figures, type Scenario, Skipped } from './scenario.ts';

export interface RunOptions {
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  readonly isLong: boolean;
  /** Every amount is multiplied by it; 1 but while a scenario is being written. */
  readonly scale: number;
  /** How many at a time. */
  readonly jobs: number;
  /** Told how each one ended, as it ends. */
  onResult(result: ScenarioResult): void;
  say(text: string): void;
}

export interface ScenarioResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly seed: number;
  readonly seconds: number;
  readonly figures: Figures;
  /** Why it failed or was skipped. */
  readonly message: string;
  readonly details: readonly string[];
  /** Where its files and logs are; '' when they were removed. */
  readonly folder: string;
}

/** Runs scenarios, each in a folder of its own, and leaves no process behind. */
export async function runScenarios(options: RunOptions): Promise<readonly ScenarioResult[]> {
  const root = mkdtempSync(join(tmpdir(), 'hashtide-chaos-'));
  const alive = new Set<Processes>();
  const onExit = (): void => {
    for (const processes of alive) processes.killAll();
  };
  process.on('exit', onExit);
  const waiting = [...options.scenarios];
  const results: ScenarioResult[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await runOne(next, root, alive, options);
      results.push(result);
      options.onResult(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.jobs }, lane));
  } finally {
    process.off('exit', onExit);
    if (results.every(({ folder }) => folder === '')) rmSync(root, { recursive: true, force: true });
  }
  return results;
}

async function runOne(
  scenario: Scenario,
  root: string,
  alive: Set<Processes>,
  { seed, isLong, scale, say }: RunOptions,
): Promise<ScenarioResult> {
  const folder = join(root, scenario.name);
  mkdirSync(folder, { mode: 0o700 });
  const processes = new Processes(folder);
  alive.add(processes);
  const startedAt = performance.now();
  const end = (state: ScenarioResult['state'], rest: Partial<ScenarioResult>): ScenarioResult => {
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
    const nothing = { figures: {}, message: '', details: [], folder: '' };
    return { name: scenario.name, state, seed, seconds, ...nothing, ...rest };
  };
  let result: ScenarioResult;
  try {
    const trial = {
      ...{ seed, folder, processes, isLong },
      amount: (short: number, long: number) => Math.max(1, Math.round((isLong ? long : short) * scale)),
      random: new Random(seed),
      say: (text: string) => say(`${scenario.name}: ${text}`),
    };
    result = end('passed', { figures: await scenario.run(trial) });
  } catch (error) {
    if (error instanceof Skipped) result = end('skipped', { message: error.message });
    else {
      const details = error instanceof ChaosFailure ? error.details : [(error as Error).stack ?? ''];
      result = end('failed', { message: (error as Error).message, details, folder });
    }
  }
  await processes.endAll();
  alive.delete(processes);
  if (result.folder === '') rmSync(folder, { recursive: true, force: true });
  return result;
}

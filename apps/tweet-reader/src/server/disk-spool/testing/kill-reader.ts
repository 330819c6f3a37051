import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SpoolAuditor } from './spool-auditor.ts';

const READER = fileURLToPath(new URL('./steady-reader.ts', import.meta.url));
/** Ids of one life of the source begin at a multiple of this. */
const IDS_PER_LIFE = 1_000_000_000;

export interface KillReaderOptions {
  /** The spool's. */
  readonly folder: string;
  readonly numKills: number;
  readonly ratePerSecond: number;
  /** The control: a disk that syncs nothing. */
  readonly isHeldBack?: boolean;
  /** 0 … 1. */
  random(): number;
}

export interface KillReaderReport {
  readonly violations: readonly string[];
  readonly numRecords: number;
  /** Of each life: how long before its kill the last record came that was kept, ms. */
  readonly lostMs: readonly number[];
  readonly logs: readonly string[];
}

/**
 * Kills a reader under load (SIGKILL) again and again at random moments, some while it starts, with an engine that
 * checks every record: one epoch, no number for two records, nothing missing but the end of what each life took.
 */
export async function killReader(options: KillReaderOptions): Promise<KillReaderReport> {
  const { folder, numKills, ratePerSecond, isHeldBack = false, random } = options;
  const auditor = new SpoolAuditor();
  const logs: string[] = [];
  const killedAt: number[] = [];
  for (let life = 0; life <= numKills; life += 1) {
    const isLast = life === numKills;
    const disk = isHeldBack ? ['held-back'] : [];
    const reader = fork(READER, [folder, String(ratePerSecond), String(life * IDS_PER_LIFE + 1), ...disk]);
    const exited = once(reader, 'exit');
    const listening = listen(reader, logs);
    const diesYoung = !isLast && random() < 0.1;
    if (diesYoung) {
      await wait(random() * 800);
    } else {
      const port = await Promise.race([listening, exited.then(() => undefined)]);
      if (port === undefined) throw new Error(`the reader ended by itself: ${logs.at(-1) ?? ''}`);
      auditor.connect(port, isLast || life % 5 === 0);
      await wait(isLast ? 1_500 : 50 + random() * 600);
    }
    killedAt.push(Date.now());
    reader.kill(isLast ? 'SIGTERM' : 'SIGKILL');
    await exited;
    auditor.leave();
  }
  const { violations, ids, ats } = auditor.report;
  return {
    violations: [...violations, ...missingOf(ids)],
    numRecords: ids.length,
    lostMs: lostOf(ids, ats, killedAt),
    logs,
  };
}

function listen(reader: ChildProcess, logs: string[]): Promise<number> {
  return new Promise((resolve) => {
    reader.on('message', (message: { readonly port?: number; readonly log?: string }) => {
      if (message.port !== undefined) resolve(message.port);
      if (message.log !== undefined) logs.push(message.log);
    });
  });
}

/** Within a life each record follows the one before it; a life begins with its first. */
function missingOf(ids: readonly number[]): string[] {
  const missing: string[] = [];
  for (let i = 0; i < ids.length; i += 1) {
    const [id, before] = [ids[i], ids[i - 1] ?? 0];
    if (id === undefined) missing.push(`${i + 1} was never sent`);
    else if (id !== before + 1 && id % IDS_PER_LIFE !== 1) missing.push(`record ${id} came after ${before}`);
  }
  return missing.slice(0, 20);
}

function lostOf(ids: readonly number[], ats: readonly number[], killedAt: readonly number[]): number[] {
  const lastAt = new Map<number, number>();
  ids.forEach((id, i) => {
    lastAt.set(Math.floor(id / IDS_PER_LIFE), ats[i] ?? 0);
  });
  return killedAt.flatMap((at, life) => {
    const last = lastAt.get(life);
    return last === undefined ? [] : [at - last];
  });
}

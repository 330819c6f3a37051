import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { type ApplicationRecord, type HistoryFile, isRunning, openHistory } from '@hashtide/engine/store';
import type { HistoryOptions } from '../commands/history.ts';
import { dataDirPath, historyPath } from './paths.ts';

/** Batches whose delays are averaged. */
const LAST_BATCHES = 1000;

interface Run {
  readonly id: string;
  readonly version: string;
  /** Epoch ms. */
  readonly start_time: number;
  /** null: it goes on. */
  readonly end_time: number | null;
  readonly state: 'running' | 'ended' | 'killed';
  readonly batch_duration_ms: number;
  readonly batches: number;
  readonly failed_batches: number;
  readonly records: number;
  /** Means over the last 1000 batches; null without a batch. */
  readonly scheduling_delay_ms: number | null;
  readonly processing_ms: number | null;
}

/** `hashtide history`: one line a run, newest first. */
export function history(options: HistoryOptions, output: Writable): number {
  const db =
    options.db === undefined ? join(dataDirPath(options.dataDir), 'hashtide.db') : resolve(options.db);
  const file = openHistory({ file: historyPath(db), readOnly: true });
  try {
    const runs = file
      .applications()
      .slice(0, options.top)
      .map((record) => runOf(file, record));
    if (options.json) {
      for (const run of runs) output.write(`${JSON.stringify({ v: 1, type: 'run', ...run })}\n`);
    } else {
      output.write(asTable([HEADINGS, ...runs.map(cellsOf)]));
    }
    return 0;
  } finally {
    file.close();
  }
}

function runOf(file: HistoryFile, record: ApplicationRecord): Run {
  const { endTime, lastUpdated, totals } = record;
  const goesOn = endTime === undefined && isRunning(record.pid);
  const batches = file.batches(record.id, LAST_BATCHES).map(({ info }) => info);
  return {
    id: record.id,
    version: record.version,
    start_time: record.startTime,
    end_time: goesOn ? null : (endTime ?? lastUpdated),
    state: goesOn ? 'running' : endTime === undefined ? 'killed' : 'ended',
    batch_duration_ms: record.batchDuration,
    batches: totals.numTotalCompletedBatches,
    failed_batches: totals.numTotalFailedBatches,
    records: totals.numTotalProcessedRecords,
    scheduling_delay_ms: mean(batches.map(({ schedulingDelay }) => schedulingDelay)),
    processing_ms: mean(batches.map(({ processingDelay }) => processingDelay)),
  };
}

function mean(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return null;
  return Math.round((known.reduce((sum, value) => sum + value, 0) / known.length) * 10) / 10;
}

const HEADINGS = ['STARTED', 'STATE', 'BATCHES', 'FAILED', 'RECORDS', 'SCHED', 'PROC'];

function cellsOf(run: Run): string[] {
  const delay = (ms: number | null): string => (ms === null ? '-' : `${Math.round(ms)}ms`);
  return [
    `${new Date(run.start_time).toISOString().slice(0, 19)}Z`,
    run.state,
    String(run.batches),
    String(run.failed_batches),
    run.records.toLocaleString('en'),
    delay(run.scheduling_delay_ms),
    delay(run.processing_ms),
  ];
}

/** Words to the left, numbers to the right. */
function asTable(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const align = (cell: string, i: number): string =>
    i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return `${rows.map((row) => row.map(align).join('  ')).join('\n')}\n`;
}

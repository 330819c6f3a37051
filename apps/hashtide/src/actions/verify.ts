import type { Writable } from 'node:stream';
import { type VerifyReport, verifyDatabase } from '@hashtide/engine/store';
import type { VerifyOptions } from '../commands/verify.ts';
import { knownDatabasePath } from './paths.ts';

/** Damaged batches that are named on a screen; `--json` names all. */
const MAX_SHOWN = 20;

/** `hashtide verify`. @returns 0: whole; 1: damaged */
export function verify(options: VerifyOptions, output: Writable): number {
  const report = verifyDatabase(knownDatabasePath(options.db, options.dataDir));
  output.write(options.json ? `${asJson(report)}\n` : asText(report));
  return report.isWhole ? 0 : 1;
}

function asJson(report: VerifyReport): string {
  return JSON.stringify({
    v: 1,
    type: 'verify',
    database: report.database,
    whole: report.isWhole,
    batches: report.batches,
    last_batch_time: report.lastBatchTime,
    rolled_up_spans: report.spans,
    damaged_batches: report.damagedBatches,
    damaged_spans: report.damagedSpans.map(({ spanS, spanStart }) => ({
      span_s: spanS,
      span_start: spanStart,
    })),
    problems: report.problems,
  });
}

function asText({ database, isWhole, batches, lastBatchTime, ...found }: VerifyReport): string {
  const last = lastBatchTime === null ? '' : `, the last ${instant(lastBatchTime)}`;
  const lines = [`${database}: ${batches.toLocaleString('en')} batches${last}`];
  lines.push(...found.problems.map((problem) => `BAD   ${problem}`));
  lines.push(
    ...found.damagedBatches.slice(0, MAX_SHOWN).map((time) => `BAD   batch ${instant(time)} (${time})`),
  );
  if (found.damagedBatches.length > MAX_SHOWN)
    lines.push(`BAD   … ${found.damagedBatches.length} damaged batches in all`);
  for (const { spanS, spanStart } of found.damagedSpans.slice(0, MAX_SHOWN))
    lines.push(`BAD   the ${spanS === 3600 ? 'hour' : 'minute'} from ${instant(spanStart)}`);
  if (isWhole) lines.push('ok    every batch gives its checksum');
  else lines.push('', 'A running engine goes on counting. Stop it and start it again, or: hashtide restore');
  return `${lines.join('\n')}\n`;
}

function instant(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

import { expect, test } from 'vitest';
import { StatsReportListener } from './stats-report-listener.ts';
import { batchInfo, completed, started } from './testing/batch-info-fixture.ts';

function report(delays: readonly number[], numBatches?: number): string[] {
  let lines: string[] = [];
  const listener = new StatsReportListener(numBatches, (line) => lines.push(line));
  for (const [i, delay] of delays.entries()) {
    lines = [];
    listener.onBatchCompleted(completed(started(batchInfo(i + 1), 10), delay));
  }
  return lines;
}

test('L7 the delays of the last batches, in Spark’s form', () => {
  expect(report([4, 1, 3, 2])).toEqual([
    'Total delay: (count: 4, mean: 12.500000, stdev: 1.118034, max: 14.000000, min: 11.000000)',
    '\t0%\t5%\t10%\t25%\t50%\t75%\t90%\t95%\t100%',
    '\t11.0 ms\t11.0 ms\t11.0 ms\t12.0 ms\t13.0 ms\t14.0 ms\t14.0 ms\t14.0 ms\t14.0 ms',
    'Processing time: (count: 4, mean: 2.500000, stdev: 1.118034, max: 4.000000, min: 1.000000)',
    '\t0%\t5%\t10%\t25%\t50%\t75%\t90%\t95%\t100%',
    '\t1.0 ms\t1.0 ms\t1.0 ms\t2.0 ms\t3.0 ms\t4.0 ms\t4.0 ms\t4.0 ms\t4.0 ms',
  ]);
});

test.each([
  ['ten unless told otherwise', undefined, 'count: 10, mean: 104.200000'],
  ['as many as wanted', 2, 'count: 2, mean: 101.000000'],
])('L7 of the last batches: %s', (_name, numBatches, expected) => {
  const lines = report([9000, ...Array(8).fill(105), 101, 101], numBatches);
  expect(lines.find((line) => line.startsWith('Processing time: '))).toContain(expected);
});

test.each([
  [1000, '1000.0 ms'],
  [1001, '1.0 s'],
  [90_000, '1.5 min'],
  [5_400_000, '1.5 hours'],
])('L7 %i ms are written %s', (delay, expected) => {
  expect(report([delay]).at(-1)?.split('\t')[1]).toBe(expected);
});

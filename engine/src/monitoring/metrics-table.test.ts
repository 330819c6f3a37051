import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HashtagWindows } from '../pipeline/hashtag-windows.ts';
import { zeroCounters } from '../sources/line-protocol/counters.ts';
import { NOT_CONNECTED } from '../sources/line-protocol/source-status.ts';
import type { Metric } from './metric.ts';
import { openMonitor } from './open-monitor.ts';
import { ProductMetrics } from './product-metrics.ts';
import { renderMetrics } from './render-metrics.ts';
import { parseMetrics } from './testing/parse-metrics.ts';
import { makeProgram } from './testing/program.ts';

async function everyMetric(): Promise<readonly Metric[]> {
  const { ssc, stream } = makeProgram();
  stream.foreachRDD(() => {});
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-'));
  const monitor = await openMonitor(ssc, { history: join(folder, 'runs.db') });
  const product = new ProductMetrics({
    clock: ssc.clock,
    source: () => NOT_CONNECTED,
    counters: zeroCounters(),
    windows: new HashtagWindows({ batchDuration: 10_000 }),
    numClients: () => 0,
    numBatches: () => 0,
    lastBatch: () => undefined,
    storage: () => undefined,
  });
  monitor.addMetrics(product.metrics);
  ssc.start();
  const { metrics } = monitor;
  await ssc.stop();
  rmSync(folder, { recursive: true });
  return metrics;
}

function unitOf(name: string): string {
  if (/_timestamp_seconds$|_start_time_seconds$/.test(name)) return 'Unix time, s';
  if (/_seconds(_total)?$/.test(name)) return 's';
  return /_bytes$/.test(name) ? 'bytes' : '';
}

function tableOf(metrics: readonly Metric[], columns: readonly ((metric: Metric) => string)[]): string {
  return metrics.map((metric) => `| ${columns.map((column) => column(metric)).join(' | ')} |`).join('\n');
}

const ours = (metric: Metric): string => `\`${metric.name}\`${labelsOf(metric)}`;
const labelsOf = (metric: Metric): string =>
  metric.type === 'histogram' || metric.labels === undefined ? '' : ` {${metric.labels.join(', ')}}`;

test('M5 docs/metrics.md tells every metric, and nothing else', async () => {
  const metrics = await everyMetric();
  const isSpark = ({ spark }: Metric): boolean => spark !== undefined;
  const document = `# Metrics

\`/metrics\`, on the feed's port (8888) of \`hashtide run\` and on that of \`serveMonitoring(ssc)\`, in Prometheus's text
format. Names follow Prometheus's rules: base units, \`_total\` for what only grows, no label whose values a user decides.
A context's metrics are there from its start to its stop. This page is checked by \`metrics-table.test.ts\`.

## Spark's gauges

Spark's source is \`<appName>.StreamingMetrics\`; here the application's name is a label of \`hashtide_build_info\`.
Spark counts in ms, Prometheus in seconds; -1 means in both that no batch has come so far yet.

| Spark | Here | Type | Unit |
| --- | --- | --- | --- |
${tableOf(metrics.filter(isSpark), [({ spark }) => `\`${spark}\``, ours, ({ type }) => type, ({ name }) => unitOf(name)])}

## Beyond Spark's

Those of posts, source, windows, database and feed are \`hashtide run\`'s; \`hashtide_history_…\` are there where a history is kept.

| Name {labels} | Type | Unit | Meaning |
| --- | --- | --- | --- |
${tableOf(
  metrics.filter((metric) => !isSpark(metric)),
  [ours, ({ type }) => type, ({ name }) => unitOf(name), ({ help }) => help],
)}

## Falling behind

Processing time below the batch interval is Spark's rule of stability. As an alert, with three batches' patience:

\`\`\`yaml
- alert: BatchesFallBehind
  expr: hashtide_streaming_last_completed_batch_total_delay_seconds > on() hashtide_batch_interval_seconds
  for: 30s
\`\`\`
`;
  await expect(document).toMatchFileSnapshot('../../docs/metrics.md');
});

test('M5 every metric is written as Prometheus reads it', async () => {
  const metrics = await everyMetric();
  const { text } = await renderMetrics(metrics);
  const scraped = parseMetrics(text);
  expect([...scraped.keys()].sort()).toEqual(metrics.map(({ name }) => name).sort());
  for (const metric of metrics) {
    expect(scraped.get(metric.name)).toMatchObject({ type: metric.type, help: metric.help });
  }
});

test('M5 a label is written so that it cannot break the line', async () => {
  const name = 'a "quoted" \\ name\nof two lines';
  const metric: Metric = {
    type: 'gauge',
    name: 'hashtide_test',
    help: 'A\nhelp \\',
    labels: ['name'],
    read: () => [{ labels: { name }, value: 1 }],
  };
  const scraped = parseMetrics((await renderMetrics([metric])).text);
  expect(scraped.get('hashtide_test')?.samples).toEqual([
    { name: 'hashtide_test', labels: { name }, value: 1 },
  ]);
});

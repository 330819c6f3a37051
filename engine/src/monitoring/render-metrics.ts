import type { Metric, Sample } from './metric.ts';

/** Prometheus's text format, version 0.0.4. */
export interface MetricsText {
  readonly text: string;
  readonly contentType: string;
}

/** Reads the metrics and writes them as Prometheus takes them. The library is loaded with the first call. */
export async function renderMetrics(metrics: readonly Metric[]): Promise<MetricsText> {
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  for (const metric of metrics) {
    const { name, help } = metric;
    if (metric.type === 'histogram') {
      const { bounds, counts, count, sum } = metric.read();
      const values = [
        ...bounds.map((le, i) => ({ metricName: `${name}_bucket`, labels: { le }, value: counts[i] ?? 0 })),
        { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count },
        { metricName: `${name}_sum`, labels: {}, value: sum },
        { metricName: `${name}_count`, labels: {}, value: count },
      ];
      // The library counts values itself; ours are counted already, so what it would say is put in its place.
      const said = async () => ({ name, help, type: metric.type, aggregator: 'sum', values });
      Object.assign(new Histogram({ name, help, registers }), { get: said, getForPromString: said });
      continue;
    }
    const labelNames = [...(metric.labels ?? [])];
    const read = metric.read();
    const samples: readonly Sample[] = typeof read === 'number' ? [{ labels: {}, value: read }] : read;
    if (metric.type === 'counter') {
      const counter = new Counter({ name, help, labelNames, registers });
      for (const { labels, value } of samples) counter.inc(labels, value);
    } else {
      const gauge = new Gauge({ name, help, labelNames, registers });
      for (const { labels, value } of samples) gauge.set(labels, value);
    }
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** One line of a scrape. */
interface ScrapedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric of a scrape: what its comment lines say, and its samples. */
export interface ScrapedMetric {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ScrapedSample[];
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)$/;

/**
 * Reads Prometheus's text format as strictly as promtool checks it, naming rules included.
 *
 * @throws with what is wrong
 */
export function parseMetrics(text: string): Map<string, ScrapedMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const metrics = new Map<string, ScrapedMetric & { samples: ScrapedSample[] }>();
  let help: readonly [string, string] = ['', ''];
  let current = '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') help = [name, rest];
    else if (kind === 'TYPE') {
      if (help[0] !== name) throw new Error(`${name} has no help`);
      if (metrics.has(name)) throw new Error(`${name} comes twice`);
      requireName(name, rest);
      metrics.set(name, { type: rest, help: help[1], samples: [] });
      current = name;
    } else {
      const sample = parseSample(line);
      const metric = metrics.get(current);
      const family =
        metric?.type === 'histogram' ? sample.name.replace(/_(bucket|sum|count)$/, '') : sample.name;
      if (metric === undefined || family !== current) throw new Error(`${line} stands under ${current}`);
      const isSame = (other: ScrapedSample): boolean =>
        other.name === sample.name && JSON.stringify(other.labels) === JSON.stringify(sample.labels);
      if (metric.samples.some(isSame)) throw new Error(`${line} comes twice`);
      if (metric.type === 'counter' && sample.value < 0) throw new Error(`${line} counts below 0`);
      metric.samples.push(sample);
    }
  }
  for (const [name, metric] of metrics) if (metric.type === 'histogram') requireHistogram(name, metric);
  return metrics;
}

function parseSample(line: string): ScrapedSample {
  const [, name, labelText = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined || !NUMBER.test(value)) throw new Error(`not a sample: ${line}`);
  const labels: Record<string, string> = {};
  let rest = labelText;
  while (rest !== '') {
    const [whole, label, text] = LABEL.exec(rest) ?? [];
    if (whole === undefined || label === undefined || text === undefined)
      throw new Error(`bad labels: ${line}`);
    labels[label] = text.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
    rest = rest.slice(whole.length);
  }
  return {
    name,
    labels,
    value: value.endsWith('Inf') ? Number(value.replace('Inf', 'Infinity')) : Number(value),
  };
}

function requireName(name: string, type: string): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name} is not in snake case`);
  if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`${name}: _total is for counters`);
  if (/_(ms|millis|milliseconds|minutes|kb|mb)(_|$)/.test(name)) throw new Error(`${name} has no base unit`);
  if (type === 'histogram' && /_(bucket|count|sum)$/.test(name)) throw new Error(`${name} ends like a part`);
}

function requireHistogram(name: string, { samples }: ScrapedMetric): void {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
  const counts = buckets.map(({ value }) => value);
  const total = samples.find((sample) => sample.name === `${name}_count`)?.value;
  if (buckets.at(-1)?.labels.le !== '+Inf') throw new Error(`${name} has no last bucket`);
  if (counts.at(-1) !== total) throw new Error(`${name}: the last bucket is not the count`);
  if (counts.some((count, i) => count < (counts[i - 1] ?? 0))) throw new Error(`${name}: buckets shrink`);
  if (!samples.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name} has no sum`);
}

import { expect, test } from 'vitest';
import { parseMetrics } from './testing/parse-metrics.ts';

const head = (name: string, type: string): string => `# HELP ${name} h\n# TYPE ${name} ${type}\n`;

test.each([
  ['no newline at the end', `${head('a', 'gauge')}a 1`, 'does not end'],
  ['no number', `${head('a', 'gauge')}a one\n`, 'not a sample'],
  ['a counter without _total', `${head('a', 'counter')}a 1\n`, '_total'],
  ['a gauge with _total', `${head('a_total', 'gauge')}a_total 1\n`, '_total'],
  ['milliseconds', `${head('a_ms', 'gauge')}a_ms 1\n`, 'base unit'],
  ['a sample of another metric', `${head('a', 'gauge')}b 1\n`, 'stands under'],
  ['a sample twice', `${head('a', 'gauge')}a{l="1"} 1\na{l="1"} 2\n`, 'comes twice'],
  ['an open label', `${head('a', 'gauge')}a{l="1} 1\n`, 'bad labels'],
  [
    'a histogram whose buckets shrink',
    `${head('h', 'histogram')}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`,
    'shrink',
  ],
  ['no help', '# TYPE a gauge\na 1\n', 'no help'],
])('M5 the tests’ own reader sees %s', (_name, text, message) => {
  expect(() => parseMetrics(text)).toThrow(message);
});

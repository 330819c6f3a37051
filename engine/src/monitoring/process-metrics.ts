import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metric, Sample, ScalarMetric } from './metric.ts';

const RESOLUTION_MS = 20;
const QUANTILES = [0.5, 0.9, 0.99] as const;

/** What this process uses, under the names that Prometheus's client libraries agree on. */
export class ProcessMetrics {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  /** Begins to watch the event loop. */
  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  get metrics(): readonly Metric[] {
    const memory = (name: string, help: string, key: keyof NodeJS.MemoryUsage): ScalarMetric =>
      gauge(name, help, () => process.memoryUsage()[key]);
    return [
      {
        type: 'counter',
        name: 'process_cpu_seconds_total',
        help: 'Processor time used, in user and system mode',
        read: () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
      },
      gauge('process_start_time_seconds', 'When the process started, as Unix time', () =>
        Math.round(performance.timeOrigin / 1000),
      ),
      memory('process_resident_memory_bytes', 'Memory that the process holds', 'rss'),
      memory('nodejs_heap_size_total_bytes', 'Size of the JavaScript heap', 'heapTotal'),
      memory('nodejs_heap_size_used_bytes', 'Use of the JavaScript heap', 'heapUsed'),
      memory('nodejs_external_memory_bytes', 'Memory held for JavaScript outside its heap', 'external'),
      gauge('process_open_fds', 'Open files and sockets; -1 where the system does not tell', openFiles),
      gauge('hashtide_event_loop_delay_max_seconds', 'Longest delay of a turn since the last scrape', () => {
        const { max } = this.#delay;
        return this.#delay.count === 0 ? 0 : overdue(max);
      }),
      {
        type: 'gauge',
        name: 'hashtide_event_loop_delay_seconds',
        help: 'How late turns of the event loop come, since the last scrape',
        labels: ['quantile'],
        read: () => this.#takeDelays(),
      },
    ];
  }

  #takeDelays(): readonly Sample[] {
    const isEmpty = this.#delay.count === 0;
    const samples = QUANTILES.map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: isEmpty ? 0 : overdue(this.#delay.percentile(quantile * 100)),
    }));
    this.#delay.reset();
    return samples;
  }
}

/** Of a measured wait (ns) what is more than was asked for, in seconds. */
function overdue(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return -1;
  }
}

function gauge(name: string, help: string, read: () => number): ScalarMetric {
  return { type: 'gauge', name, help, read };
}

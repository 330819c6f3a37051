import type { StreamingError } from '../errors.ts';
import type { HttpRoutes, Reply } from '../feed/http-reply.ts';
import type { StreamingListener } from '../scheduler/streaming-listener.ts';
import type { HistoryFile } from '../store/history-file.ts';
import type { HistoryRecorder } from '../store/history-recorder.ts';
import type { StreamingContext } from '../streaming-context.ts';
import type { Time } from '../time/duration.ts';
import { type Application, retainedBatch } from './application.ts';
import { BatchMetrics } from './batch-metrics.ts';
import { formerApplication, storedBatch } from './former-application.ts';
import { historyMetrics } from './history-metrics.ts';
import type { Metric } from './metric.ts';
import { ProcessMetrics } from './process-metrics.ts';
import { renderMetrics } from './render-metrics.ts';
import { type Applications, restRoutes } from './rest-routes.ts';
import { streamingMetrics } from './streaming-metrics.ts';

/** Options of `openMonitor`. */
export interface MonitorOptions {
  /** An SQLite file that runs and their batches are kept in, beyond this process; undefined: none. */
  readonly history?: string | undefined;
  /** Of the program; shown in `applications` and `hashtide_build_info`. Default ''. */
  readonly version?: string | undefined;
  /** Told when the history cannot be kept; the batches go on. Default: a process warning. */
  readonly onProblem?: (error: StreamingError) => void;
}

/** What is put together by `openMonitor`. */
export interface MonitorParts {
  readonly ssc: StreamingContext;
  readonly id: string;
  readonly version: string;
  readonly history: HistoryFile | undefined;
  readonly recorder: HistoryRecorder | undefined;
}

/**
 * Watches one StreamingContext and answers `/metrics` and `/api/v1/applications…`. It only reads: no request can delay
 * or change a batch. It ends with the context.
 */
export class Monitor implements HttpRoutes, Applications {
  readonly current: Application;
  readonly #parts: MonitorParts;
  readonly #batchMetrics: BatchMetrics;
  readonly #process = new ProcessMetrics();
  readonly #rest: HttpRoutes;
  readonly #listeners: readonly StreamingListener[];
  readonly #moreMetrics: Metric[] = [];
  #isClosed = false;
  #endTime: Time | undefined;

  constructor(parts: MonitorParts) {
    const { ssc, recorder } = parts;
    this.#parts = parts;
    this.current = this.#makeCurrent();
    this.#batchMetrics = new BatchMetrics(ssc.statistics);
    this.#rest = restRoutes(this, () => ssc.clock.now());
    this.#listeners = recorder === undefined ? [this.#batchMetrics] : [this.#batchMetrics, recorder];
    for (const listener of this.#listeners) ssc.addStreamingListener(listener);
    this.#process.start();
    ssc.onceStopped(() => this.close());
  }

  /** The names of all that `/metrics` tells now: the context's are there from its start to its stop. */
  get metrics(): readonly Metric[] {
    const { ssc, recorder } = this.#parts;
    if (ssc.state !== 'ACTIVE' || this.#isClosed) return this.#process.metrics;
    return [
      this.#buildInfo,
      ...streamingMetrics(ssc.statistics),
      ...this.#batchMetrics.metrics,
      ...(recorder === undefined ? [] : historyMetrics(recorder)),
      ...this.#moreMetrics,
      ...this.#process.metrics,
    ];
  }

  /** Also tells these, while the context runs. */
  addMetrics(metrics: readonly Metric[]): void {
    this.#moreMetrics.push(...metrics);
  }

  reply(path: string, search: URLSearchParams): Reply | Promise<Reply> | undefined {
    return path === '/metrics' ? this.#metricsReply() : this.#rest.reply(path, search);
  }

  all(): readonly Application[] {
    const { history, id } = this.#parts;
    if (history === undefined || this.#isClosed) return [this.current];
    const former = history.applications().filter((record) => record.id !== id);
    return [this.current, ...former.map((record) => formerApplication(history, record))];
  }

  find(id: string): Application | undefined {
    const { history } = this.#parts;
    if (id === this.current.id) return this.current;
    if (history === undefined || this.#isClosed) return undefined;
    const record = history.application(id);
    return record && formerApplication(history, record);
  }

  /** Writes the last of the history and lets go of everything. The context calls it; may be called again. */
  close(): void {
    if (this.#isClosed) return;
    const { ssc, recorder } = this.#parts;
    this.#endTime = ssc.clock.now();
    this.#isClosed = true;
    for (const listener of this.#listeners) ssc.removeStreamingListener(listener);
    this.#process.stop();
    recorder?.close();
  }

  async #metricsReply(): Promise<Reply> {
    const { text, contentType } = await renderMetrics(this.metrics);
    return { status: 200, text, contentType };
  }

  #makeCurrent(): Application {
    const { ssc, id, version, history } = this.#parts;
    const monitor = this;
    return {
      id,
      name: ssc.engine.appName,
      version,
      statistics: ssc.statistics,
      get startTime() {
        return ssc.statistics.startTime;
      },
      get endTime() {
        return monitor.#endTime;
      },
      get lastUpdated() {
        return monitor.#endTime ?? ssc.clock.now();
      },
      batch(batchTime) {
        const retained = retainedBatch(ssc.statistics, batchTime);
        if (retained !== undefined || history === undefined || monitor.#isClosed) return retained;
        return storedBatch(history, id, batchTime);
      },
    };
  }

  get #buildInfo(): Metric {
    const { ssc, id, version } = this.#parts;
    return {
      type: 'gauge',
      name: 'hashtide_build_info',
      help: 'Always 1; what runs, in its labels',
      labels: ['application', 'application_id', 'version', 'node'],
      read: () => [
        {
          labels: { application: ssc.engine.appName, application_id: id, version, node: process.version },
          value: 1,
        },
      ],
    };
  }
}

import { StreamingError } from '../errors.ts';
import type { JobRunner } from '../rdd/job-runner.ts';
import type { RDD } from '../rdd/rdd.ts';
import { removeTemporaryFolder } from '../rdd/storage/temporary-folder.ts';
import { Accumulator } from './accumulator.ts';
import { Broadcast } from './broadcast.ts';
import { DataSets } from './data-sets.ts';
import { LocalExecutor } from './local-executor.ts';
import { prepare } from './prepare.ts';

/** How an engine is set up. */
export interface EngineConf {
  /** Where tasks run. `local[1]` (default, the same as `local`): in this thread. */
  readonly master?: string;
  /** For logs and screens. Default `hashtide`. */
  readonly appName?: string;
  /** Partitions of a list given to {@link EngineContext.parallelize}. Default: the number of threads. */
  readonly defaultParallelism?: number;
}

/** The batch side: makes RDDs and runs them (Spark's SparkContext). */
export class EngineContext extends DataSets {
  readonly appName: string;
  readonly master: string;
  readonly defaultParallelism: number;
  readonly shufflePartitions: number;
  readonly runTasks: JobRunner['runTasks'];
  #nextBroadcastId = 0;
  #isStopped = false;

  /** @throws {StreamingError} `INVALID_MASTER` for a `master` that it does not know */
  constructor({ master = 'local[1]', appName = 'hashtide', defaultParallelism = 1 }: EngineConf = {}) {
    if (master !== 'local' && master !== 'local[1]') {
      throw new StreamingError(
        'INVALID_MASTER',
        `master is ${JSON.stringify(master)}; it must be local or local[1]`,
      );
    }
    super();
    this.master = master;
    this.appName = appName;
    this.defaultParallelism = defaultParallelism;
    // Enough that no partition of a large state holds the event loop for long, whatever the threads.
    this.shufflePartitions = Math.max(8, defaultParallelism);
    const executor = new LocalExecutor();
    this.runTasks = async (...job) => {
      this.#requireRunning();
      await executor.runTasks(...job);
    };
  }

  broadcast<T>(value: T): Broadcast<T> {
    this.#nextBroadcastId += 1;
    return new Broadcast(this.#nextBroadcastId - 1, value);
  }

  /** A sum of numbers, from 0. */
  longAccumulator(name = ''): Accumulator<number> {
    return new Accumulator(name, 0, (a, b) => a + b);
  }

  accumulator<T>(zero: T, merge: (a: T, b: T) => T, name = ''): Accumulator<T> {
    return new Accumulator(name, zero, merge);
  }

  /** Does the shuffles that `rdd` stands on, so that reading it costs one loop. */
  async prepare(rdd: RDD<unknown>): Promise<void> {
    this.#requireRunning();
    await prepare(rdd);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** After this nothing runs any more; files of persisted RDDs are removed. */
  stop(): void {
    this.#isStopped = true;
    removeTemporaryFolder(this);
  }

  #requireRunning(): void {
    if (!this.#isStopped) return;
    throw new StreamingError('ENGINE_STOPPED', 'the EngineContext is stopped; a job needs a running one');
  }
}

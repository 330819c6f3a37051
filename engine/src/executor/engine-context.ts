import { StreamingError } from '../errors.ts';
import type { JobRunner } from '../rdd/job-runner.ts';
import { requireNumPartitions } from '../rdd/partitioner.ts';
import type { RDD } from '../rdd/rdd.ts';
import { limitStorageMemory, storageMemoryOf } from '../rdd/storage/storage-memory.ts';
import { removeTemporaryFolder } from '../rdd/storage/temporary-folder.ts';
import { asJob } from './job-scope.ts';
import { LocalExecutor } from './local-executor.ts';
import { parseMaster } from './parse-master.ts';
import { PoolExecutor } from './pool-executor.ts';
import { prepare } from './prepare.ts';
import { SharedVariables } from './shared-variables.ts';
import type { ShippedProgram } from './shipped-program.ts';
import { WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

/** How an engine is set up. */
export interface EngineConf {
  /**
   * Where tasks run. `local` and `local[1]` (default): in this thread. `local[N]`, `local[*]` (as many as the machine
   * runs at once): in worker threads, for a StreamingContext that was made by a program; RDDs made outside of one run
   * in this thread.
   */
  readonly master?: string;
  /** For logs and screens. Default `hashtide`. */
  readonly appName?: string;
  /** Partitions of a list given to {@link EngineContext.parallelize}. Default: the number of threads. */
  readonly defaultParallelism?: number;
  /** What persisted RDDs may keep in memory, in bytes, about. Default: half of what the heap may become. */
  readonly storageMemoryBytes?: number;
}

/** Enough that no partition of a large state holds the event loop for long, whatever the threads. */
const LEAST_SHUFFLE_PARTITIONS = 8;

/** The batch side: makes RDDs and runs them (Spark's SparkContext). */
export class EngineContext extends SharedVariables {
  readonly appName: string;
  readonly master: string;
  /** What `master` stands for. */
  readonly numThreads: number;
  readonly defaultParallelism: number;
  /** Does not depend on the number of threads, and so neither do results. */
  readonly shufflePartitions: number;
  readonly runTasks: JobRunner['runTasks'];
  #executor: { readonly runTasks: JobRunner['runTasks'] } = new LocalExecutor();
  #pool: WorkerPool | undefined;
  #nextJobId = 0;
  #isStopped = false;

  /**
   * @throws {StreamingError} `INVALID_MASTER` for a `master` that it does not know, `INVALID_NUM_PARTITIONS`,
   *   `INVALID_STORAGE_MEMORY`
   */
  constructor(conf: EngineConf = {}) {
    super();
    const { master = 'local[1]', appName = 'hashtide', defaultParallelism, storageMemoryBytes } = conf;
    if (storageMemoryBytes !== undefined) limitStorageMemory(this, storageMemoryBytes);
    this.master = master;
    this.numThreads = parseMaster(master);
    this.appName = appName;
    this.defaultParallelism = defaultParallelism ?? this.numThreads;
    requireNumPartitions(this.defaultParallelism);
    this.shufflePartitions = Math.max(LEAST_SHUFFLE_PARTITIONS, defaultParallelism ?? 0);
    this.runTasks = async (...job) => {
      this.#requireRunning();
      await asJob(
        () => this.#nextJobId++,
        () => this.#executor.runTasks(...job),
      );
    };
  }

  /** Does the shuffles that `rdd` stands on, so that reading it costs one loop. */
  async prepare(rdd: RDD<unknown>): Promise<void> {
    this.#requireRunning();
    await prepare(rdd);
  }

  // Worker threads, for the StreamingContext

  /** Starts worker threads for a program; from now on its functions run there. */
  startWorkers(program: ShippedProgram, options: Omit<WorkerPoolOptions, 'size'>): WorkerPool {
    const pool = new WorkerPool({ ...options, size: this.numThreads });
    this.#pool = pool;
    this.#executor = new PoolExecutor(pool, program);
    return pool;
  }

  /** Ends the worker threads, if there are any; what comes now runs in this one. */
  async stopWorkers(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    this.#executor = new LocalExecutor();
    await pool?.stop();
  }

  // Life

  /** Its settings, those that were not given too. */
  get conf(): Required<EngineConf> {
    const { master, appName, defaultParallelism } = this;
    return { master, appName, defaultParallelism, storageMemoryBytes: storageMemoryOf(this).limitBytes };
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** After this nothing runs any more; files of persisted RDDs are removed. */
  stop(): void {
    this.#isStopped = true;
    void this.stopWorkers();
    removeTemporaryFolder(this);
  }

  #requireRunning(): void {
    if (!this.#isStopped) return;
    throw new StreamingError('ENGINE_STOPPED', 'the EngineContext is stopped; a job needs a running one');
  }
}

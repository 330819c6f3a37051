import { StreamingError } from '../errors.ts';
import type { WireReady } from './wire.ts';
import { type PoolTask, WorkerSlot } from './worker-slot.ts';
import type { WorkerProgram } from './worker-thread.ts';

export interface WorkerPoolOptions extends WorkerProgram {
  readonly size: number;
  /** Throws when a thread has built another graph. */
  readonly check: (ready: WireReady) => void;
  /** The threads cannot run this program at all. */
  readonly onBroken: (error: Error) => void;
}

/** N worker threads that build one program and run its tasks. A thread that dies is replaced. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: readonly WorkerSlot[];
  readonly #queue: PoolTask[] = [];
  #nextId = 0;
  #endedBy: Error | undefined;

  /** Starts the threads; they get ready by and by, tasks wait for them. */
  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    const events = {
      check: options.check,
      onFree: () => this.#deal(),
      onReturned: (tasks: readonly PoolTask[]) => {
        this.#queue.unshift(...tasks);
        this.#deal();
      },
      onBroken: (error: Error) => this.#onBroken(error),
    };
    this.#slots = Array.from({ length: options.size }, (_, i) => new WorkerSlot(i, options, events));
  }

  get size(): number {
    return this.#slots.length;
  }

  run(task: PoolTask): void {
    if (this.#endedBy !== undefined) {
      task.onAbandoned(this.#endedBy);
      return;
    }
    this.#queue.push(task);
    this.#deal();
  }

  /** Ends all threads at once; what runs or waits fails with `ENGINE_STOPPED`. */
  async stop(): Promise<void> {
    const stopped = 'the worker threads were stopped; a job needs running ones';
    const ended = Promise.all(this.#slots.map((slot) => slot.stop()));
    this.#end(new StreamingError('ENGINE_STOPPED', stopped));
    await ended;
  }

  #deal(): void {
    for (let free = this.#freest(); free !== undefined; free = this.#freest()) {
      const task = this.#queue.shift();
      if (task === undefined) break;
      this.#nextId += 1;
      free.send(this.#nextId, task);
    }
    const isWaiting = this.#queue.length > 0;
    for (const slot of this.#slots) slot.setBusy(isWaiting);
  }

  /** The slot that can take the most tasks, the first of equal ones; undefined: none can take one. */
  #freest(): WorkerSlot | undefined {
    let freest: WorkerSlot | undefined;
    for (const slot of this.#slots) {
      if (slot.numFree > (freest?.numFree ?? 0)) freest = slot;
    }
    // Nothing to go on with while another thread, still starting, could begin with it.
    const isSecond = freest !== undefined && freest.numRunning > 0;
    return isSecond && this.#slots.some((slot) => !slot.isReady) ? undefined : freest;
  }

  #onBroken(error: Error): void {
    if (this.#endedBy !== undefined) return;
    for (const slot of this.#slots) void slot.stop();
    this.#end(error);
    this.#options.onBroken(error);
  }

  #end(error: Error): void {
    this.#endedBy ??= error;
    const tasks = [...this.#slots.flatMap((slot) => slot.takeRunning()), ...this.#queue.splice(0)];
    for (const task of tasks) task.onAbandoned(error);
  }
}

import { StreamingError, toError } from '../errors.ts';
import type { WireDone, WireFailed, WireReady, WireTask } from './wire.ts';
import { type WorkerProgram, WorkerThread } from './worker-thread.ts';

/** A task that waits for a thread or runs in one. */
export interface PoolTask {
  /** Makes the message. Called when a thread is free for it, so that only few are in memory. */
  pack(slot: WorkerSlot): PackedTask;
  /** It came back. */
  onReply(reply: WireDone | WireFailed): void;
  /** Its thread has died over it, or it could not be sent. */
  onLost(error: Error): void;
  /** No thread will ever run it. */
  onAbandoned(error: Error): void;
}

export interface PackedTask {
  readonly message: Omit<WireTask, 'id'>;
  readonly transfer: readonly ArrayBuffer[];
}

export interface SlotEvents {
  /** @throws when the thread has built another graph */
  check(ready: WireReady): void;
  /** It can take a task. */
  onFree(): void;
  /** These have to run elsewhere: the thread died before it came to them. */
  onReturned(tasks: readonly PoolTask[]): void;
  /** No thread can run the program. */
  onBroken(error: Error): void;
}

/** One to run and one to go on with at once. */
const TASKS_A_WORKER = 2;
/** Threads in a row that died before they were ready. */
const MOST_FAILED_STARTS = 3;

/** A place for a worker thread: when one dies another takes it. */
export class WorkerSlot {
  readonly number: number;
  readonly #program: WorkerProgram;
  readonly #events: SlotEvents;
  /** By id, in the order in which the thread runs them. */
  readonly #running = new Map<number, PoolTask>();
  #thread: WorkerThread;
  #generation = 0;
  #failedStarts = 0;
  #isStopped = false;

  constructor(number: number, program: WorkerProgram, events: SlotEvents) {
    this.number = number;
    this.#program = program;
    this.#events = events;
    this.#thread = this.#startThread();
  }

  /** Which thread it is, counted from 0. */
  get generation(): number {
    return this.#generation;
  }

  get isReady(): boolean {
    return this.#thread.isReady;
  }

  get numRunning(): number {
    return this.#running.size;
  }

  /** How many tasks it can take now. */
  get numFree(): number {
    return this.#thread.isReady ? TASKS_A_WORKER - this.#running.size : 0;
  }

  /** Whether the process must wait for it. */
  setBusy(isBusy: boolean): void {
    this.#thread.setBusy(isBusy || this.#running.size > 0);
  }

  send(id: number, task: PoolTask): void {
    try {
      const { message, transfer } = task.pack(this);
      this.#thread.send({ ...message, id }, transfer);
      this.#running.set(id, task);
    } catch (thrown) {
      task.onLost(toError(thrown));
    }
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#thread.terminate();
  }

  /** Takes away what it was running. */
  takeRunning(): PoolTask[] {
    const tasks = [...this.#running.values()];
    this.#running.clear();
    return tasks;
  }

  #startThread(): WorkerThread {
    return new WorkerThread(this.#program, {
      onReady: (ready) => this.#onReady(ready),
      onReply: (reply) => this.#onReply(reply),
      onGone: (error, wasReady) => this.#onGone(error, wasReady),
    });
  }

  #onReady(ready: WireReady): void {
    try {
      this.#events.check(ready);
    } catch (thrown) {
      this.#events.onBroken(toError(thrown));
      return;
    }
    this.#failedStarts = 0;
    this.#events.onFree();
  }

  #onReply(reply: WireDone | WireFailed): void {
    const task = this.#running.get(reply.id);
    this.#running.delete(reply.id);
    task?.onReply(reply);
    this.#events.onFree();
  }

  #onGone(error: Error, wasReady: boolean): void {
    if (this.#isStopped) return;
    const [current, ...others] = this.takeRunning();
    this.#failedStarts = wasReady ? 0 : this.#failedStarts + 1;
    if (error instanceof StreamingError && error.code === 'PROGRAM_FAILED') {
      this.#events.onBroken(error);
      return;
    }
    if (this.#failedStarts >= MOST_FAILED_STARTS) {
      this.#events.onBroken(neverReady(error));
      return;
    }
    this.#generation += 1;
    this.#thread = this.#startThread();
    this.#events.onReturned(others);
    current?.onLost(error);
  }
}

function neverReady(cause: Error): StreamingError {
  return new StreamingError(
    'PROGRAM_FAILED',
    `worker threads ended ${MOST_FAILED_STARTS} times before the program was built there, at last so: ${cause.message}; its module must load and build in every thread`,
    {
      cause,
      fix: 'Look for process.exit, a promise that never resolves, or too much memory in the module and its build.',
    },
  );
}

import { Worker } from 'node:worker_threads';
import { StreamingError, toError } from '../errors.ts';
import type { WireDone, WireFailed, WireReady, WireReply, WireTask } from './wire.ts';
import { errorOf } from './wire-error.ts';

/** What a thread is started with. */
export interface WorkerProgram {
  /** The module that the thread runs; it answers {@link WireTask}s. */
  readonly entry: URL;
  /** Survives a structured clone. */
  readonly workerData: unknown;
}

export interface WorkerEvents {
  /** It has built the program. */
  onReady(ready: WireReady): void;
  onReply(reply: WireDone | WireFailed): void;
  /** It is gone. @param wasReady false: it never got as far as to take tasks */
  onGone(error: Error, wasReady: boolean): void;
}

/** One worker thread. It keeps the process alive only while it has something to do. */
export class WorkerThread {
  readonly #worker: Worker;
  #isReady = false;
  #isGone = false;
  #error: Error | undefined;

  constructor({ entry, workerData }: WorkerProgram, events: WorkerEvents) {
    this.#worker = new Worker(entry, { workerData, name: 'hashtide-worker' });
    this.#worker.unref();
    this.#worker.on('message', (reply: WireReply) => {
      if (this.#isGone || !isReply(reply)) return;
      if (reply.type === 'broken') this.#end(programFailed(errorOf(reply.error)), events);
      else if (reply.type !== 'ready') events.onReply(reply);
      else {
        this.#isReady = true;
        events.onReady(reply);
      }
    });
    this.#worker.on('messageerror', (error) => this.#end(error, events));
    this.#worker.on('error', (thrown) => {
      this.#error = toError(thrown);
    });
    this.#worker.on('exit', (code) => {
      this.#end(this.#error ?? new Error(`the worker thread ended with code ${code}`), events);
    });
  }

  get isReady(): boolean {
    return this.#isReady && !this.#isGone;
  }

  /** @throws DataCloneError */
  send(task: WireTask, transfer: readonly ArrayBuffer[]): void {
    this.#worker.postMessage(task, [...transfer]);
  }

  /** Whether the process must wait for it. */
  setBusy(isBusy: boolean): void {
    if (isBusy) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Ends it at once, whatever it is doing; nobody is told. */
  async terminate(): Promise<void> {
    this.#isGone = true;
    await this.#worker.terminate();
  }

  #end(error: Error, events: WorkerEvents): void {
    if (this.#isGone) return;
    this.#isGone = true;
    void this.#worker.terminate();
    events.onGone(error, this.#isReady);
  }
}

/** The user's functions have the same port. */
function isReply(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && REPLIES.has(message.type);
}

const REPLIES = new Set<unknown>(['done', 'failed', 'ready', 'broken'] satisfies WireReply['type'][]);

function programFailed(cause: Error): StreamingError {
  return new StreamingError(
    'PROGRAM_FAILED',
    `the program could not be built in a worker thread: ${cause.message}; its module must load and build in every thread`,
    { cause },
  );
}

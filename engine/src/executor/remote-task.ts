import type { Action } from '../rdd/action.ts';
import { taskFailed } from '../rdd/task-failed.ts';
import { MOST_ATTEMPTS } from './attempts.ts';
import type { BroadcastSender } from './broadcast-sender.ts';
import type { PartitionTask } from './run-here.ts';
import type { ShippedProgram } from './shipped-program.ts';
import type { WireDone, WireFailed } from './wire.ts';
import { errorOf } from './wire-error.ts';
import { packAction, packPlan } from './wire-plan.ts';
import type { WorkerPool } from './worker-pool.ts';
import type { PackedTask, PoolTask, WorkerSlot } from './worker-slot.ts';

/** What a worker has made of a task; what it persisted is kept by then. */
export interface Outcome<R> {
  readonly result: R;
  /** Counts what was added to accumulators. Once. */
  commit(): void;
}

/** A task that a worker can run: its plan has no source in it, and all its functions have names. */
export interface RemoteWork<R> extends PartitionTask<R> {
  readonly task: Action<R>;
}

/**
 * Runs a task in a worker thread, up to four times. A thread that dies over it counts as a try.
 *
 * @throws {StreamingError} `TASK_FAILED`, `ENGINE_STOPPED`, or what keeps the pool from running anything
 */
export function runInWorker<R>(
  pool: WorkerPool,
  program: ShippedProgram,
  broadcasts: BroadcastSender,
  work: RemoteWork<R>,
): Promise<Outcome<R>> {
  return new Promise((resolve, reject) => {
    pool.run(new RemoteTask<R>({ pool, program, broadcasts, work, resolve, reject }));
  });
}

interface RemoteTaskParts<R> {
  readonly pool: WorkerPool;
  readonly program: ShippedProgram;
  readonly broadcasts: BroadcastSender;
  readonly work: RemoteWork<R>;
  readonly resolve: (outcome: Outcome<R>) => void;
  readonly reject: (error: Error) => void;
}

class RemoteTask<R> implements PoolTask {
  readonly #parts: RemoteTaskParts<R>;
  #attempt = 1;
  #kept: readonly { set(records: unknown[]): void }[] = [];

  constructor(parts: RemoteTaskParts<R>) {
    this.#parts = parts;
  }

  pack(slot: WorkerSlot): PackedTask {
    const { work, program, broadcasts } = this.#parts;
    const { partition, operator } = work;
    const { plan, transfer, kept } = packPlan(work.plan, program.functions);
    this.#kept = kept;
    const message = {
      plan,
      action: packAction(work.task as Action<unknown>, program.functions),
      partition,
      operator,
      isTraced: this.#attempt === MOST_ATTEMPTS,
      broadcasts: broadcasts.changesFor(slot),
    };
    return { message, transfer };
  }

  onReply(reply: WireDone | WireFailed): void {
    if (reply.type === 'failed') this.#onFailed(errorOf(reply.error), reply);
    else this.#onDone(reply);
  }

  onLost(error: Error): void {
    this.#onFailed(error);
  }

  onAbandoned(error: Error): void {
    this.#parts.reject(error);
  }

  #onFailed(error: Error, { operator, record }: Pick<WireFailed, 'operator' | 'record'> = {}): void {
    const { pool, work, reject } = this.#parts;
    if (this.#attempt < MOST_ATTEMPTS) {
      this.#attempt += 1;
      pool.run(this);
      return;
    }
    const failed = { partition: work.partition, attempts: this.#attempt, record, isInWorker: true };
    reject(taskFailed({ ...failed, operator: operator ?? work.operator }, error));
  }

  #onDone({ result, kept, added }: WireDone): void {
    const { work, program, resolve } = this.#parts;
    const { unpack } = work.task.kind;
    for (const [number, records] of kept) this.#kept[number]?.set(records as unknown[]);
    resolve({
      result: unpack === undefined ? (result as R) : unpack(result),
      commit() {
        for (const [number, state] of added) program.accumulators[number]?.mergeState(state);
      },
    });
  }
}

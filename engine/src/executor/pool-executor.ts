import type { Action } from '../rdd/action.ts';
import { collecting } from '../rdd/action-kinds.ts';
import type { JobRunner, Task } from '../rdd/job-runner.ts';
import { type Plan, planOf } from '../rdd/plan.ts';
import type { RddNode } from '../rdd/rdd-node.ts';
import { giveWay } from '../time/give-way.ts';
import { BroadcastSender } from './broadcast-sender.ts';
import { KeptInWork } from './kept-in-work.ts';
import { localise } from './localise.ts';
import { prepare } from './prepare.ts';
import { type Outcome, type RemoteWork, runInWorker } from './remote-task.ts';
import { runHere } from './run-here.ts';
import type { ShippedProgram } from './shipped-program.ts';
import { isShippableAction } from './shipping.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What is left to do when it is a partition's turn. */
type Finish<R> = () => R | Promise<R>;

/** So that every thread has something to go on with; results wait in memory for their turn. */
const TASKS_A_WORKER = 3;

/**
 * Runs tasks in worker threads where they can run there and that saves work, else in this thread. Results are
 * those of one thread: the same partitions, each computed as a whole, delivered in their order.
 */
export class PoolExecutor {
  readonly #pool: WorkerPool;
  readonly #program: ShippedProgram;
  readonly #broadcasts: BroadcastSender;
  readonly #kept = new KeptInWork();

  constructor(pool: WorkerPool, program: ShippedProgram) {
    this.#pool = pool;
    this.#program = program;
    this.#broadcasts = new BroadcastSender(program.broadcasts);
  }

  readonly runTasks: JobRunner['runTasks'] = async (rdd, task, onResult, partitions) => {
    const node = rdd as unknown as RddNode<unknown>;
    await prepare(node);
    const begun: { readonly partition: number; readonly finish: Promise<Finish<never>> }[] = [];
    const deliver = async (): Promise<void> => {
      const first = begun.shift();
      if (first === undefined) return;
      const finish = await first.finish;
      onResult(await finish(), first.partition);
      await giveWay();
    };
    try {
      const numTasks = partitions?.length ?? rdd.numPartitions;
      for (let i = 0; i < numTasks; i += 1) {
        const partition = partitions?.[i] ?? i;
        const finish = this.#begin(node, task as unknown as Action<never>, partition);
        // Looked at when it is its turn; until then a failure is nobody's.
        finish.catch(() => {});
        begun.push({ partition, finish });
        if (begun.length >= TASKS_A_WORKER * this.#pool.size) await deliver();
      }
      while (begun.length > 0) await deliver();
    } finally {
      // After a failure: nothing of this job runs on beside the next.
      await Promise.allSettled(begun.map(({ finish }) => finish));
    }
  };

  /** Does what can be done beside other partitions. */
  async #begin<R>(
    node: RddNode<unknown>,
    task: Task<never, R> | Action<R>,
    partition: number,
  ): Promise<Finish<R>> {
    const { operator } = node;
    const { functions } = this.#program;
    const collectInWorker = (plan: Plan): Promise<Outcome<unknown[]>> =>
      this.#runInWorker({ plan, task: collecting<unknown>(), partition, operator });
    const { plan, shipping, commit } = await localise(planOf(node, partition), {
      functions,
      partition,
      collectInWorker,
    });
    if (!shipping.isShippable || !shipping.isWorthIt) {
      return () => {
        commit();
        return runHere({ plan, task, partition, operator });
      };
    }
    if (typeof task !== 'function' && isShippableAction(task as Action<unknown>, functions)) {
      const outcome = await this.#runInWorker({ plan, task, partition, operator });
      return () => {
        commit();
        outcome.commit();
        return outcome.result;
      };
    }
    const collected = await collectInWorker(plan);
    return () => {
      commit();
      collected.commit();
      return runHere({ plan: { type: 'records', records: collected.result }, task, partition, operator });
    };
  }

  #runInWorker<R>(work: RemoteWork<R>): Promise<Outcome<R>> {
    return this.#kept.during(work.plan, () => runInWorker(this.#pool, this.#program, this.#broadcasts, work));
  }
}

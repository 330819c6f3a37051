import type { Action } from '../rdd/action.ts';
import type { JobRunner, Task } from '../rdd/job-runner.ts';
import { planOf, readerOf } from '../rdd/plan.ts';
import type { RddNode } from '../rdd/rdd-node.ts';
import type { Read } from '../rdd/step.ts';
import { giveWay } from '../time/give-way.ts';
import { prepare } from './prepare.ts';

/** Runs tasks in the caller's thread (`local[1]`), giving way to the event loop between partitions. */
export class LocalExecutor {
  readonly runTasks: JobRunner['runTasks'] = async (rdd, task, onResult, partitions) => {
    await prepare(rdd);
    const numTasks = partitions?.length ?? rdd.numPartitions;
    for (let i = 0; i < numTasks; i += 1) {
      const partition = partitions?.[i] ?? i;
      const result = runTask(readerOf(planOf(rdd as RddNode<unknown>, partition)), task, partition);
      onResult(result instanceof Promise ? await result : result, partition);
      await giveWay();
    }
  };
}

function runTask<T, R>(read: Read<T>, task: Task<T, R> | Action<R>, partition: number): R | Promise<R> {
  if (typeof task === 'function') return task(read, partition);
  return task.kind.run(task, read, partition);
}

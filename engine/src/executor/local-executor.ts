import type { JobRunner, Task } from '../rdd/job-runner.ts';
import { planOf } from '../rdd/plan.ts';
import type { RddNode } from '../rdd/rdd-node.ts';
import { giveWay } from '../time/give-way.ts';
import { prepare } from './prepare.ts';
import { runHere } from './run-here.ts';

/** Runs tasks in the caller's thread (`local[1]`), giving way to the event loop between partitions. */
export class LocalExecutor {
  readonly runTasks: JobRunner['runTasks'] = async (rdd, task, onResult, partitions) => {
    const node = rdd as unknown as RddNode<unknown>;
    await prepare(node);
    const numTasks = partitions?.length ?? rdd.numPartitions;
    for (let i = 0; i < numTasks; i += 1) {
      const partition = partitions?.[i] ?? i;
      const result = runHere({
        plan: planOf(node, partition),
        task: task as Exclude<typeof task, Task<never, never>>,
        partition,
        operator: node.operator,
      });
      onResult(result instanceof Promise ? await result : result, partition);
      await giveWay();
    }
  };
}

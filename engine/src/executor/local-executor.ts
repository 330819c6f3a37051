import type { JobRunner, Push, Task } from '../rdd/job-runner.ts';
import type { RDD } from '../rdd/rdd.ts';
import { giveWay } from '../time/give-way.ts';
import { prepare } from './prepare.ts';

/** Runs tasks in the caller's thread (`local[1]`), giving way to the event loop between partitions. */
export class LocalExecutor {
  readonly runTasks: JobRunner['runTasks'] = async (rdd, task, onResult, partitions) => {
    await prepare(rdd);
    const numTasks = partitions?.length ?? rdd.numPartitions;
    for (let i = 0; i < numTasks; i += 1) {
      const partition = partitions?.[i] ?? i;
      const result = runTask(rdd, task, partition);
      onResult(result instanceof Promise ? await result : result, partition);
      await giveWay();
    }
  };
}

function runTask<T, R>(rdd: RDD<T>, task: Task<T, R>, partition: number): R | Promise<R> {
  return task((push: Push<T>) => rdd.read(partition, push), partition);
}

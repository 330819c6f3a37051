import type { KeptPartition, Plan } from '../rdd/plan.ts';

/** The persisted partitions that worker threads are computing, so that each is computed once. */
export class KeptInWork {
  readonly #inWork = new Map<KeptPartition, Promise<unknown>>();

  /** Runs `run` when no other run computes a partition that this plan would keep. */
  async during<R>(plan: Plan, run: () => Promise<R>): Promise<R> {
    const partitions = [...toKeep(plan)];
    // All at once or none: whoever waits here holds nothing that another one waits for.
    for (let other = this.#otherOf(partitions); other !== undefined; other = this.#otherOf(partitions)) {
      await other;
    }
    const running = run();
    const settled = running.catch(() => {});
    for (const partition of partitions) this.#inWork.set(partition, settled);
    try {
      return await running;
    } finally {
      for (const partition of partitions) this.#inWork.delete(partition);
    }
  }

  #otherOf(partitions: readonly KeptPartition[]): Promise<unknown> | undefined {
    for (const partition of partitions) {
      const other = this.#inWork.get(partition);
      if (other !== undefined) return other;
    }
    return undefined;
  }
}

function* toKeep(plan: Plan): Generator<KeptPartition> {
  if (plan.type === 'keep') {
    yield plan.partition;
    yield* toKeep(plan.read);
  } else if (plan.type === 'step' || plan.type === 'concat') {
    for (const read of plan.reads) yield* toKeep(read);
  }
}

import type { Checkpointable, Parts } from '../checkpoint/checkpointable.ts';
import type { Time } from '../time/duration.ts';
import type { StreamNode } from './stream-node.ts';

/** Saves the records of each batch that a stream remembers. They must survive structured cloning. */
export function recordsCheckpoint<T>(stream: StreamNode<T>): Checkpointable {
  const { engine } = stream.graph;
  return {
    kind: 'state',
    keep: 'remembered',
    async save(batchTime: Time): Promise<Parts | undefined> {
      const rdd = stream.getOrCompute(batchTime);
      // A batch that was given up has no records, and after a restart neither.
      return rdd?.failure === undefined ? await rdd?.glom().collect() : [];
    },
    restore(parts: Parts, batchTime: Time): void {
      const records = parts as readonly (readonly T[])[];
      const rdd = engine.parallelize(records, Math.max(1, records.length));
      stream.setRdd(batchTime, rdd.mapPartitions(flatten));
    },
  };
}

function flatten<T>(parts: readonly (readonly T[])[]): readonly T[] {
  return parts.length === 1 ? (parts[0] as readonly T[]) : parts.flat();
}

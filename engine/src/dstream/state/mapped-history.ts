import type { Checkpointable, Parts } from '../../checkpoint/checkpointable.ts';
import type { Partitioner } from '../../rdd/partitioner.ts';
import type { Parents } from '../../rdd/prepared.ts';
import type { RDD } from '../../rdd/rdd.ts';
import { StateMap, type StateRow } from '../../rdd/state-map.ts';
import type { Time } from '../../time/duration.ts';
import type { StreamNode } from '../stream-node.ts';
import { type MappedStates, mappedStates } from './mapped-states.ts';

/** Finds what mapWithState has made behind its RDD of states, for as long as the RDD is kept. */
export class MappedHistory<K, S, M> {
  readonly #made = new WeakMap<RDD<[K, S]>, MappedStates<K, S, M>>();

  /** @returns the RDD to give */
  add(made: MappedStates<K, S, M>): RDD<[K, S]> {
    this.#made.set(made.rdd, made);
    return made.rdd;
  }

  of(rdd: RDD<[K, S]> | undefined): MappedStates<K, S, M> | undefined {
    return rdd === undefined ? undefined : this.#made.get(rdd);
  }

  /** Saves the newest states with the times of their update, and loads them, whatever the partitions were. */
  checkpointable(stream: () => StreamNode<[K, S]>, partitioner: Partitioner): Checkpointable {
    return {
      kind: 'state',
      save: (batchTime: Time): Parts | undefined =>
        this.of(stream().getOrCompute(batchTime))?.partitions.map(({ states }) => states.getAll()),
      restore: (parts: Parts, batchTime: Time): void => {
        // The batch was given up with nothing to go on from: the next one begins anew.
        if (parts.length === 0) {
          stream().leaveOut(batchTime);
          return;
        }
        const maps = Array.from({ length: partitioner.numPartitions }, () => new StateMap<K, S>());
        for (const row of (parts as readonly StateRow<K, S>[][]).flat()) {
          maps[partitioner.partitionOf(row[0])]?.put(...row);
        }
        const made = mappedStates<K, S, M>({
          parents: [stream().graph.engine.emptyRDD()] as Parents,
          partitioner,
          build: (partition) => ({ states: maps[partition] ?? new StateMap<K, S>(), mapped: [] }),
        });
        stream().setRdd(batchTime, this.add(made));
      },
    };
  }
}

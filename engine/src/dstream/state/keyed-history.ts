import type { Checkpointable, Parts } from '../../checkpoint/checkpointable.ts';
import type { EngineContext } from '../../executor/engine-context.ts';
import { type KeyedRdd, keyedRdd, mapsOf } from '../../rdd/keyed-rdd.ts';
import type { Partitioner } from '../../rdd/partitioner.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { Time } from '../../time/duration.ts';
import type { StreamNode } from '../stream-node.ts';

/** Finds the maps behind an RDD that a keyed stream has made, for as long as the RDD is kept. */
export class KeyedHistory<K, V> {
  readonly #made = new WeakMap<RDD<[K, V]>, KeyedRdd<K, V>>();

  /** @returns the RDD to give */
  add(keyed: KeyedRdd<K, V>): RDD<[K, V]> {
    this.#made.set(keyed.rdd, keyed);
    return keyed.rdd;
  }

  of(rdd: RDD<[K, V]> | undefined): KeyedRdd<K, V> | undefined {
    return rdd === undefined ? undefined : this.#made.get(rdd);
  }

  /** Saves the newest maps of the stream as rows, and puts rows into maps again, whatever the partitions were. */
  checkpointable(stream: () => StreamNode<[K, V]>, name: string, partitioner: Partitioner): Checkpointable {
    return {
      kind: 'state',
      save: (batchTime: Time): Parts | undefined =>
        this.of(stream().getOrCompute(batchTime))?.maps.map((map) => {
          const rows: [K, V][] = [];
          map.forEach((value, key) => {
            rows.push([key, value]);
          });
          return rows;
        }),
      restore: (parts: Parts, batchTime: Time): void => {
        // The batch was given up with nothing to go on from: the next one begins anew.
        if (parts.length === 0) {
          stream().leaveOut(batchTime);
          return;
        }
        const { engine } = stream().graph;
        stream().setRdd(
          batchTime,
          this.add(restored(engine, name, partitioner, parts as readonly [K, V][][])),
        );
      },
    };
  }
}

function restored<K, V>(
  engine: EngineContext,
  name: string,
  partitioner: Partitioner,
  parts: readonly (readonly [K, V])[][],
): KeyedRdd<K, V> {
  const build = async () => mapsOf(parts.flat(), partitioner);
  return keyedRdd<K, V>({ name, partitioner, parents: [engine.emptyRDD()], build });
}

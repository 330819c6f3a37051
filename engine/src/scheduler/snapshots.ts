import { crc32 } from 'node:zlib';
import type { SnapshotPart, StreamSnapshot } from '../checkpoint/checkpoint.ts';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import type { Parts } from '../checkpoint/checkpointable.ts';
import { encodeValue } from '../checkpoint/encode-checkpoint.ts';
import { checkpointableStreams } from '../dstream/checkpointable-streams.ts';
import type { DStreamGraph } from '../dstream/graph.ts';
import type { StreamNode } from '../dstream/stream-node.ts';
import type { Time } from '../time/duration.ts';
import { giveWay } from '../time/give-way.ts';

/** A partition's state up to this stands in the checkpoint itself; a bigger one is written once, beside it. */
const LARGEST_INLINE_BYTES = 4096;

/** What the streams of a graph have saved and a restart would still need. */
export class Snapshots {
  readonly #graph: DStreamGraph;
  readonly #store: CheckpointStore;
  readonly #streams: ReadonlyMap<string, StreamNode<unknown>>;
  /** Oldest first, of each stream of kind `state`. */
  readonly #states = new Map<string, StreamSnapshot[]>();

  constructor(graph: DStreamGraph, store: CheckpointStore) {
    this.#graph = graph;
    this.#store = store;
    this.#streams = checkpointableStreams(graph);
  }

  /** Goes on with what an earlier life has saved: it is needed until there is something newer. */
  goOnWith(restored: readonly StreamSnapshot[]): void {
    for (const snapshot of restored) {
      if (this.#streams.get(snapshot.id)?.checkpointable?.kind === 'state') this.#keep(snapshot);
    }
  }

  /** Saves the states that are due at `batchTime`, which has completed. */
  async saveStates(batchTime: Time): Promise<void> {
    for (const [id, stream] of this.#streams) {
      const { checkpointable } = stream;
      if (checkpointable?.kind !== 'state') continue;
      if (!this.#graph.isValidTime(batchTime, stream.checkpointInterval)) continue;
      const values = await checkpointable.save(batchTime);
      if (values === undefined) continue;
      const parts: SnapshotPart[] = [];
      for (const [partition, value] of values.entries()) {
        parts.push(await this.#savePart(stream, batchTime, partition, value));
        await giveWay();
      }
      this.#keep({ id, batchTime, parts });
    }
  }

  /** All that a checkpoint made now has to hold. */
  collect(batchTime: Time): StreamSnapshot[] {
    const snapshots = [...this.#states.values()].flat();
    for (const [id, stream] of this.#streams) {
      if (stream.checkpointable?.kind !== 'metadata') continue;
      const values = stream.checkpointable.save(batchTime);
      if (values === undefined || values instanceof Promise) continue;
      snapshots.push({ id, batchTime, parts: inline(stream.name, values) });
    }
    return snapshots.sort((a, b) => a.batchTime - b.batchTime);
  }

  async #savePart(
    stream: StreamNode<unknown>,
    batchTime: Time,
    partition: number,
    value: unknown,
  ): Promise<SnapshotPart> {
    const bytes = encodeValue(stream.name, value);
    if (bytes.byteLength <= LARGEST_INLINE_BYTES) return { partition, bytes };
    const name = `data-${batchTime}-${stream.number}-${partition}`;
    await this.#store.writeData(name, bytes);
    return { partition, name, crc32: crc32(bytes) };
  }

  #keep(snapshot: StreamSnapshot): void {
    const stream = this.#streams.get(snapshot.id);
    const former = this.#states.get(snapshot.id) ?? [];
    const isRemembered = stream?.checkpointable?.keep === 'remembered';
    const oldest = snapshot.batchTime - (stream?.rememberDuration ?? 0);
    const kept = isRemembered
      ? former.filter(({ batchTime }) => batchTime > oldest && batchTime !== snapshot.batchTime)
      : [];
    this.#states.set(snapshot.id, [...kept, snapshot]);
  }
}

function inline(owner: string, values: Parts): SnapshotPart[] {
  return values.map((value, partition) => ({ partition, bytes: encodeValue(owner, value) }));
}

import { StreamingError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import { newestFirst } from './checkpoint-name.ts';
import { type CheckpointEntry, type CheckpointStore, KEPT_CHECKPOINTS } from './checkpoint-store.ts';

/** Checkpoints that survive their context and not the process: for tests, and to see what is saved. */
export class MemoryCheckpointStore implements CheckpointStore {
  readonly location = 'memory';
  readonly #checkpoints = new Map<string, Uint8Array>();
  readonly #data = new Map<string, Uint8Array>();

  async write(batchTime: Time, bytes: Uint8Array): Promise<void> {
    const latest = Math.max(batchTime, ...this.list().map((entry) => entry.batchTime));
    const name = `checkpoint-${latest}`;
    const former = this.#checkpoints.get(name);
    if (former !== undefined) this.#checkpoints.set(`${name}.bk`, former);
    this.#checkpoints.set(name, bytes);
    for (const entry of this.list().slice(KEPT_CHECKPOINTS)) this.#checkpoints.delete(entry.name);
  }

  list(): readonly CheckpointEntry[] {
    return newestFirst(this.#checkpoints.keys());
  }

  read({ name }: CheckpointEntry): Uint8Array {
    return found(this.#checkpoints, name);
  }

  async writeData(name: string, bytes: Uint8Array): Promise<void> {
    this.#data.set(name, bytes);
  }

  readData(name: string): Uint8Array {
    return found(this.#data, name);
  }

  listData(): readonly string[] {
    return [...this.#data.keys()];
  }

  async removeData(names: readonly string[]): Promise<void> {
    for (const name of names) this.#data.delete(name);
  }
}

function found(map: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = map.get(name);
  if (bytes !== undefined) return bytes;
  throw new StreamingError(
    'CHECKPOINT_DAMAGED',
    `${name} is not there; it must have been written and not removed`,
  );
}

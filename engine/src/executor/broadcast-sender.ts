import type { Broadcast } from './broadcast.ts';
import { isCloneable } from './is-cloneable.ts';
import type { WireBroadcast } from './wire.ts';

/** Knows which broadcast values each worker thread has. */
export class BroadcastSender {
  readonly #broadcasts: readonly Broadcast<unknown>[];
  /** By slot: for which of its threads, and the version that it has of each variable. */
  readonly #sent = new Map<number, { readonly generation: number; readonly versions: number[] }>();

  constructor(broadcasts: readonly Broadcast<unknown>[]) {
    this.#broadcasts = broadcasts;
  }

  /** What a thread must be told with its next task. It counts as told. */
  changesFor({
    number,
    generation,
  }: {
    readonly number: number;
    readonly generation: number;
  }): WireBroadcast[] {
    let sent = this.#sent.get(number);
    if (sent?.generation !== generation) {
      sent = { generation, versions: [] };
      this.#sent.set(number, sent);
    }
    const changes: WireBroadcast[] = [];
    for (const [i, broadcast] of this.#broadcasts.entries()) {
      if (sent.versions[i] === broadcast.version) continue;
      sent.versions[i] = broadcast.version;
      if (broadcast.isDestroyed) changes.push({ number: i, isDestroyed: true });
      // Any other value is what the thread's own build has made.
      else if (isCloneable(broadcast.value)) changes.push({ number: i, value: broadcast.value });
    }
    return changes;
  }
}

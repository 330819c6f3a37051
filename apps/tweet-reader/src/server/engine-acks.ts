const MAX_ENGINES = 64;

/** How far an engine has come, and when it was last heard of (epoch ms). */
export interface EngineAck {
  readonly sequence: number;
  readonly heardAt: number;
}

/** What each known engine has acked; of 65 the one not heard of for longest is forgotten. */
export class EngineAcks {
  /** The least recently heard of first. */
  readonly #acks = new Map<string, EngineAck>();

  /** The lowest of all; undefined: no engine is known. */
  get lowest(): number | undefined {
    if (this.#acks.size === 0) return undefined;
    let lowest = Infinity;
    for (const { sequence } of this.#acks.values()) lowest = Math.min(lowest, sequence);
    return lowest;
  }

  /** The highest of all; 0: none. */
  get highest(): number {
    let highest = 0;
    for (const { sequence } of this.#acks.values()) highest = Math.max(highest, sequence);
    return highest;
  }

  of(engineId: string): number | undefined {
    return this.#acks.get(engineId)?.sequence;
  }

  set(engineId: string, sequence: number, heardAt: number): void {
    this.#acks.delete(engineId);
    this.#acks.set(engineId, { sequence, heardAt });
    const oldest = this.#acks.keys().next();
    if (this.#acks.size > MAX_ENGINES && !oldest.done) this.#acks.delete(oldest.value);
  }

  /** @returns whether it goes further than what was known of a known engine */
  raise(engineId: string, sequence: number, heardAt: number): boolean {
    const acked = this.of(engineId);
    if (acked === undefined || sequence <= acked) return false;
    this.set(engineId, sequence, heardAt);
    return true;
  }

  delete(engineId: string): boolean {
    return this.#acks.delete(engineId);
  }

  /** Forgets who has not been heard of since `time`. @returns their names */
  deleteBefore(time: number): string[] {
    const gone = [...this.#acks].filter(([, { heardAt }]) => heardAt < time).map(([engineId]) => engineId);
    for (const engineId of gone) this.#acks.delete(engineId);
    return gone;
  }

  entries(): IterableIterator<[string, EngineAck]> {
    return this.#acks.entries();
  }
}

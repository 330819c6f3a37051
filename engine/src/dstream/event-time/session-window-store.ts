import { KeyedMap } from '../../rdd/keyed-map.ts';
import type { Duration, Time } from '../../time/duration.ts';
import { giveWay } from '../../time/give-way.ts';
import { Deadlines } from './deadlines.ts';
import { mergeSessions, type Session, sessionsOf } from './sessions.ts';
import type { Stamped } from './stamped.ts';
import type { WindowAggregator } from './window-aggregator.ts';
import {
  type StoreBatch,
  slotsOf,
  TURNS_BETWEEN_LOOKS,
  type WindowResult,
  type WindowStore,
} from './window-store.ts';

/** A key that has open sessions. */
interface OpenKey<K, C> {
  readonly key: K;
  /** Oldest first; they do not overlap. */
  sessions: readonly Session<C>[];
  /** When it is to be looked at: not after its first session's end. */
  deadline: Time;
}

/** Session windows. A batch costs by the keys that it touches and the sessions that end. */
export class SessionWindowStore<T, K, C, R> implements WindowStore<T, K, R> {
  readonly #gap: Duration;
  readonly #aggregator: WindowAggregator<T, K, C, R>;
  #open = new KeyedMap<K, OpenKey<K, C>>();
  readonly #deadlines = new Deadlines<OpenKey<K, C>>();
  #size = 0;

  constructor(gap: Duration, aggregator: WindowAggregator<T, K, C, R>) {
    this.#gap = gap;
    this.#aggregator = aggregator;
  }

  get size(): number {
    return this.#size;
  }

  async advance({ records, after }: StoreBatch<T>): Promise<WindowResult<K, R>[]> {
    const changes = await this.#changes(await this.#byKey(records));
    // No function of the user's is called from here on: a batch is taken in as a whole or not at all.
    for (const [key, sessions] of changes) this.#put(key, sessions);
    return this.#close(after);
  }

  save(): unknown {
    const saved: unknown[] = [];
    this.#open.forEach(({ sessions }, key) => {
      saved.push([
        key,
        sessions.map(({ start, end, value }) => ({ start, end, value: this.#aggregator.save(value) })),
      ]);
    });
    return saved;
  }

  restore(saved: unknown): void {
    this.#open = new KeyedMap();
    this.#deadlines.clear();
    this.#size = 0;
    for (const [key, sessions] of saved as [K, Session<unknown>[]][]) {
      this.#put(
        key,
        sessions.map((session) => ({ ...session, value: this.#aggregator.load(session.value) })),
      );
    }
  }

  async #byKey(records: readonly Stamped<T>[]): Promise<KeyedMap<K, Stamped<T>[]>> {
    const byKey = new KeyedMap<K, Stamped<T>[]>();
    for (let i = 0; i < records.length; i += 1) {
      const stamped = records[i] as Stamped<T>;
      const key = this.#aggregator.keyOf(stamped[1]);
      const slot = byKey.slot(key);
      if (slot === undefined) byKey.add(key, [stamped]);
      else slot.value.push(stamped);
      if (i % TURNS_BETWEEN_LOOKS === 0) await giveWay();
    }
    return byKey;
  }

  /** All sessions that the touched keys have then. */
  async #changes(byKey: KeyedMap<K, Stamped<T>[]>): Promise<(readonly [K, Session<C>[]])[]> {
    const changes: (readonly [K, Session<C>[]])[] = [];
    for (const [index, { key, value: records }] of slotsOf(byKey).entries()) {
      const added = sessionsOf(records, this.#gap, this.#aggregator);
      const open = this.#open.get(key)?.sessions ?? [];
      changes.push([key, mergeSessions(open, added, this.#aggregator.merge)]);
      if (index % TURNS_BETWEEN_LOOKS === 0) await giveWay();
    }
    return changes;
  }

  #put(key: K, sessions: readonly Session<C>[]): void {
    const end = sessions[0]?.end ?? Number.POSITIVE_INFINITY;
    let open = this.#open.get(key);
    this.#size += sessions.length - (open?.sessions.length ?? 0);
    if (open === undefined) {
      open = { key, sessions, deadline: Number.POSITIVE_INFINITY };
      this.#open.add(key, open);
    }
    open.sessions = sessions;
    if (end < open.deadline) this.#schedule(open, end);
  }

  #close(watermark: Time): WindowResult<K, R>[] {
    const results: WindowResult<K, R>[] = [];
    for (
      let due = this.#deadlines.takeDue(watermark);
      due !== undefined;
      due = this.#deadlines.takeDue(watermark)
    ) {
      const open = due.item;
      // An earlier deadline has taken this one's place.
      if (due.time !== open.deadline) continue;
      const kept = open.sessions.filter(({ end }) => end > watermark);
      for (const { start, end, value } of open.sessions) {
        if (end > watermark) break;
        results.push({ key: open.key, window: { start, end }, value: this.#aggregator.finish(value) });
      }
      this.#size -= open.sessions.length - kept.length;
      open.sessions = kept;
      const [next] = kept;
      if (next !== undefined) this.#schedule(open, next.end);
      else {
        open.deadline = Number.POSITIVE_INFINITY;
        this.#open.delete(open.key);
      }
    }
    return results.sort(({ window: a }, { window: b }) => a.end - b.end || a.start - b.start);
  }

  #schedule(open: OpenKey<K, C>, deadline: Time): void {
    open.deadline = deadline;
    this.#deadlines.add(deadline, open);
  }
}

import type { EventLog } from './event-log.ts';

/** Whose turn an event is. What is over has no more turns; what stands still gets them later. */
export interface Actor {
  readonly isAlive: boolean;
  /** True time until which it does nothing; 0: it runs. */
  readonly stoppedUntil: number;
}

interface Happening {
  time: number;
  /** Of two at one time the one that was made first comes first. */
  order: number;
  readonly task: () => void;
  readonly actor: Actor | undefined;
  /** A timer of the actor's own: it stands still when the machine sleeps. */
  readonly isTimer: boolean;
}

/** So many events at one moment are no progress. */
const MOST_AT_ONCE = 10_000;

/**
 * True time, and what happens in it, one thing after another. After each of them the program runs until it waits for
 * the next: nothing here depends on the machine, so that the same world happens again.
 */
export class World {
  readonly log: EventLog;
  readonly #queue: Happening[] = [];
  #now: number;
  #order = 0;
  #problem: Error | undefined;

  constructor(startTime: number, log: EventLog) {
    this.#now = startTime;
    this.log = log;
  }

  /** True time, epoch ms; no process knows it. */
  get now(): number {
    return this.#now;
  }

  get numPending(): number {
    return this.#queue.length;
  }

  /** @returns cancels it */
  at(time: number, task: () => void, actor?: Actor, isTimer = false): () => void {
    this.#order += 1;
    const happening = { time: Math.max(time, this.#now), order: this.#order, task, actor, isTimer };
    this.#insert(happening);
    return () => {
      const index = this.#queue.indexOf(happening);
      if (index >= 0) this.#queue.splice(index, 1);
    };
  }

  /** Never resolves for an actor that is over. */
  delay(durationMs: number, actor: Actor): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.#now + durationMs, resolve, actor);
    });
  }

  /** `actor`'s machine sleeps: its timers do not run meanwhile. */
  shiftTimers(actor: Actor, durationMs: number): void {
    const shifted = this.#queue.filter((one) => one.actor === actor && one.isTimer);
    for (const one of shifted) {
      this.#queue.splice(this.#queue.indexOf(one), 1);
      one.time += durationMs;
    }
    for (const one of shifted) this.#insert(one);
  }

  /** What must not happen has happened: the world ends. Only the first reason counts. */
  fail(problem: Error): void {
    this.#problem ??= problem;
  }

  /** Lets happen what is due up to `time`. @throws the reason of {@link fail} */
  async runUntil(time: number): Promise<void> {
    let numAtOnce = 0;
    for (let [next] = this.#queue; next !== undefined && next.time <= time; [next] = this.#queue) {
      this.#queue.shift();
      numAtOnce = next.time > this.#now ? 0 : numAtOnce + 1;
      if (numAtOnce > MOST_AT_ONCE) throw new Error(`${MOST_AT_ONCE} things at once: nothing goes on`);
      this.#now = next.time;
      this.#happen(next);
      await new Promise(setImmediate);
      if (this.#problem !== undefined) throw this.#problem;
    }
    this.#now = time;
  }

  #happen(happening: Happening): void {
    const { actor, task } = happening;
    if (actor?.isAlive === false) return;
    if (actor !== undefined && actor.stoppedUntil > this.#now) {
      this.#order += 1;
      this.#insert({ ...happening, time: actor.stoppedUntil, order: this.#order });
      return;
    }
    task();
  }

  #insert(happening: Happening): void {
    const queue = this.#queue;
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = queue[middle] as Happening;
      const isBefore =
        other.time < happening.time || (other.time === happening.time && other.order < happening.order);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, happening);
  }
}

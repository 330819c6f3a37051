import type { Clock } from '../time/clock.ts';

interface Timer {
  readonly time: number;
  readonly task: () => void;
}

/** A clock that only moves when it is told to. Due tasks run in order of their time, then of their making. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, task: () => void): () => void {
    const timer = { time, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Goes on by `durationMs`, running what becomes due; a task sees its own time as `now()`. */
  advance(durationMs: number): void {
    this.setTime(this.#now + durationMs);
  }

  /** Goes to `time`, never back, running what becomes due. */
  setTime(time: number): void {
    for (let due = this.#nextDue(time); due !== undefined; due = this.#nextDue(time)) {
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.time);
      due.task();
    }
    this.#now = Math.max(this.#now, time);
  }

  /** How many tasks wait. */
  get pending(): number {
    return this.#timers.size;
  }

  #nextDue(time: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.time <= time && (next === undefined || timer.time < next.time)) next = timer;
    }
    return next;
  }
}

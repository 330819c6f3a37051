import type { Clock } from '../../engine/src/time/clock.ts';
import { OnwardTime } from '../../engine/src/time/onward-time.ts';
import type { Machine } from './machine.ts';
import type { Actor, World } from './world.ts';

/** SIGKILL, or the power of its machine goes, or it ends by itself. */
export type Death = 'kill' | 'power' | 'end';

/**
 * One life of a program: the clock that it is given, and its death. As with {@link SystemClock}, its time does not go
 * back within a life, and timers run for a time, whatever the wall clock says meanwhile. What a dead program still does
 * in memory reaches nobody.
 */
export class SimulatedProcess implements Actor, Clock {
  readonly name: string;
  readonly machine: Machine;
  readonly #world: World;
  readonly #time: OnwardTime;
  readonly #onDeath: ((how: Death) => void)[] = [];
  #isAlive = true;
  #stoppedUntil = 0;
  #sleptMs = 0;
  #awakeMs = 0;
  #numTimers = 0;
  /** Steps until it dies; Infinity: it does not. */
  #stepsLeft = Number.POSITIVE_INFINITY;

  constructor(name: string, machine: Machine, world: World) {
    this.name = name;
    this.machine = machine;
    this.#world = world;
    this.#time = new OnwardTime(
      () => machine.now,
      // It stands still while the machine sleeps.
      () => (this.#awakeMs = Math.max(this.#awakeMs, world.now - this.#sleptMs)),
    );
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get stoppedUntil(): number {
    return this.#stoppedUntil;
  }

  /** Timers that have not run. */
  get numTimers(): number {
    return this.#numTimers;
  }

  now(): number {
    return this.#time.now();
  }

  notBefore(moment: number): void {
    this.#time.notBefore(moment);
  }

  at(moment: number, task: () => void): () => void {
    this.#numTimers += 1;
    let cancel: () => void;
    let isWaiting = true;
    const over = (): void => {
      if (isWaiting) this.#numTimers -= 1;
      isWaiting = false;
    };
    const ring = (): void => {
      if (this.now() < moment) {
        arm();
        return;
      }
      over();
      task();
    };
    const arm = (): void => {
      // The shortest timer there is takes a millisecond.
      const wait = Math.max(1, moment - this.now());
      cancel = this.#world.at(this.#world.now + wait, ring, this, true);
    };
    arm();
    return () => {
      over();
      cancel();
    };
  }

  /** It stands still, as after SIGSTOP; timers that run out meanwhile are late. */
  stop(durationMs: number): void {
    this.#stoppedUntil = Math.max(this.#stoppedUntil, this.#world.now + durationMs);
  }

  /** Its machine sleeps: its timers stand still too. */
  sleep(durationMs: number): void {
    this.#world.shiftTimers(this, durationMs);
    this.#sleptMs += durationMs;
    this.stop(durationMs);
  }

  onDeath(task: (how: Death) => void): void {
    this.#onDeath.push(task);
  }

  /** Dies in the midst of whatever it does when it has taken so many more steps. */
  dieAfter(numSteps: number): void {
    this.#stepsLeft = numSteps;
  }

  /** Something that the world notices is about to happen, or has happened. @returns false: it is dead */
  step(): boolean {
    if (this.#isAlive && this.#stepsLeft-- <= 0) this.die();
    return this.#isAlive;
  }

  die(how: Death = 'kill'): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const task of this.#onDeath) task(how);
  }
}

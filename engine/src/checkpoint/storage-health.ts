import { toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { type StorageFault, storageFaultOf } from './storage-fault.ts';

/** What does not work, and since when. */
export interface StorageTrouble {
  readonly fault: StorageFault;
  /** What could not be written: `database`, `log`. */
  readonly part: string;
  /** The system's own words. */
  readonly detail: string;
  /** Epoch ms of the first failure since it last worked. */
  readonly since: number;
}

/** Time from one try to the next: 250 ms, doubled up to 5 s. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

export interface StorageHealthOptions {
  readonly clock: Clock;
  /** false: no fault is waited for; each is thrown as it comes. Default true. */
  readonly isPatient?: boolean;
  /** Some part has begun to fail, fails for another reason, or works again. */
  readonly onChange?: (trouble: StorageTrouble | undefined) => void;
}

/**
 * The one place that knows whether storage works. Whoever writes tells it; whoever takes data in, shows a screen or
 * answers `/readyz` asks it or listens.
 */
export class StorageHealth {
  readonly #clock: Clock;
  readonly #isPatient: boolean;
  readonly #listeners: ((trouble: StorageTrouble | undefined) => void)[] = [];
  readonly #troubles = new Map<string, StorageTrouble>();
  #isGivenUp = false;
  readonly #waiting = new Set<() => void>();

  constructor({ clock, isPatient = true, onChange }: StorageHealthOptions) {
    this.#clock = clock;
    this.#isPatient = isPatient;
    if (onChange !== undefined) this.#listeners.push(onChange);
  }

  /** The trouble that has lasted longest; undefined: all of it works. */
  get trouble(): StorageTrouble | undefined {
    return [...this.#troubles.values()].toSorted((a, b) => a.since - b.since)[0];
  }

  /** Calls `listener` at each change, for good. */
  onChange(listener: (trouble: StorageTrouble | undefined) => void): void {
    this.#listeners.push(listener);
  }

  /** `part` could not be written. @returns false: the error is none that goes away, and nothing was noted */
  failed(part: string, thrown: unknown): boolean {
    const fault = this.#isPatient ? storageFaultOf(thrown) : undefined;
    if (fault === undefined) return false;
    const before = this.#troubles.get(part);
    const detail = toError(thrown).message;
    this.#troubles.set(part, { fault, part, detail, since: before?.since ?? this.#clock.now() });
    if (before?.fault !== fault) this.#tell();
    return true;
  }

  /** `part` has been written. */
  works(part: string): void {
    if (this.#troubles.delete(part)) this.#tell();
  }

  /**
   * Runs `write` until it succeeds, with longer and longer waits, while what it throws is a fault that may go away.
   * The first try is made at once, in this turn.
   *
   * @returns undefined: given up, see {@link giveUp}
   * @throws what `write` threw, if trying again would not help
   */
  retry<T>(part: string, write: () => T): T | undefined | Promise<T | undefined> {
    const first = this.#try(part, write);
    return first.isDone ? first.result : this.#tryAgain(part, write);
  }

  /** Whoever waits to try again waits no more, and nobody will: the engine stops. */
  giveUp(): void {
    this.#isGivenUp = true;
    for (const wake of [...this.#waiting]) wake();
  }

  async #tryAgain<T>(part: string, write: () => T): Promise<T | undefined> {
    for (let wait = FIRST_WAIT_MS; !this.#isGivenUp; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await this.#pause(wait);
      if (this.#isGivenUp) break;
      const { isDone, result } = this.#try(part, write);
      if (isDone) return result;
    }
    return undefined;
  }

  #try<T>(part: string, write: () => T): { readonly isDone: boolean; readonly result?: T } {
    try {
      const result = write();
      this.works(part);
      return { isDone: true, result };
    } catch (error) {
      if (!this.failed(part, error)) throw error;
      return { isDone: false };
    }
  }

  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = this.#clock.at(this.#clock.now() + durationMs, wake);
      this.#waiting.add(wake);
    });
  }

  #tell(): void {
    const { trouble } = this;
    for (const listener of this.#listeners) listener(trouble);
  }
}

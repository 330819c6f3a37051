import { StreamingError } from '../../errors.ts';

/** A key's state, as a mapping function of {@link mapWithState} sees and changes it. Good for that one call. */
export interface State<S> {
  exists(): boolean;
  /** @throws {StreamingError} `STATE_NOT_SET` when there is none */
  get(): S;
  /** undefined: there is none. */
  getOption(): S | undefined;
  /**
   * Sets it. A state is not to be changed in place: the batch before has it too.
   *
   * @throws {StreamingError} `STATE_REMOVED` after `remove`, `STATE_TIMING_OUT` when its timeout has passed
   */
  update(state: S): void;
  /** @throws {StreamingError} `STATE_REMOVED` the second time, `STATE_TIMING_OUT` when its timeout has passed */
  remove(): void;
  /** Whether this call is the last for the state, because its timeout has passed. */
  isTimingOut(): boolean;
}

type Change = 'none' | 'updated' | 'removed';

/** The {@link State} of one call after another. */
export class StateCell<S> implements State<S> {
  #state: S | undefined;
  #exists = false;
  #isTimingOut = false;
  #change: Change = 'none';

  /** For the next call. */
  wrap(state: S | undefined, exists: boolean, isTimingOut = false): this {
    this.#state = state;
    this.#exists = exists;
    this.#isTimingOut = isTimingOut;
    this.#change = 'none';
    return this;
  }

  /** What the call has done. */
  get change(): Change {
    return this.#change;
  }

  exists(): boolean {
    return this.#exists;
  }

  get(): S {
    if (!this.#exists) {
      throw new StreamingError('STATE_NOT_SET', 'State is not set; get needs one that exists', {
        fix: 'Ask exists() first, or use getOption().',
      });
    }
    return this.#state as S;
  }

  getOption(): S | undefined {
    return this.#state;
  }

  update(state: S): void {
    this.#requireNotRemoved('Cannot update the state after it has been removed');
    this.#requireNotTimingOut('update');
    this.#state = state;
    this.#exists = true;
    this.#change = 'updated';
  }

  remove(): void {
    this.#requireNotTimingOut('remove');
    this.#requireNotRemoved('Cannot remove the state that has already been removed');
    this.#state = undefined;
    this.#exists = false;
    this.#change = 'removed';
  }

  isTimingOut(): boolean {
    return this.#isTimingOut;
  }

  #requireNotRemoved(message: string): void {
    if (this.#change === 'removed') {
      throw new StreamingError('STATE_REMOVED', `${message}; it must be the call's last change`);
    }
  }

  #requireNotTimingOut(change: string): void {
    if (this.#isTimingOut) {
      throw new StreamingError(
        'STATE_TIMING_OUT',
        `Cannot ${change} the state that is timing out; it is removed after this call`,
      );
    }
  }
}

import { StreamingError } from '../errors.ts';
import type { StreamingListener } from './streaming-listener.ts';

type EventName = keyof StreamingListener;
type EventOf<N extends EventName> = Parameters<NonNullable<StreamingListener[N]>>[0];

/** Tells every listener what happens, in order. */
export class ListenerBus {
  readonly #listeners = new Set<StreamingListener>();
  readonly #onListenerError: (error: unknown) => void;
  #depth = 0;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  add(listener: StreamingListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: StreamingListener): void {
    this.#listeners.delete(listener);
  }

  post<N extends EventName>(name: N, event: EventOf<N>): void {
    this.#depth += 1;
    for (const listener of this.#listeners) {
      try {
        (listener[name] as ((event: EventOf<N>) => void) | undefined)?.call(listener, event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
    this.#depth -= 1;
  }

  /** @throws {StreamingError} `STOP_IN_LISTENER` when called from a listener */
  requireOutside(): void {
    if (this.#depth === 0) return;
    throw new StreamingError(
      'STOP_IN_LISTENER',
      'Cannot stop StreamingContext within a listener; stop must be called outside of it',
      { fix: 'Call it a turn later: setImmediate(() => ssc.stop()).' },
    );
  }
}

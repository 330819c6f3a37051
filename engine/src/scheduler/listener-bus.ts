import { StreamingError } from '../errors.ts';
import type { StreamingListener } from './streaming-listener.ts';

type EventName = keyof StreamingListener;
type EventOf<N extends EventName> = Parameters<NonNullable<StreamingListener[N]>>[0];

/** Events that wait while a listener runs: only listeners that cause events without end reach it. */
const MAX_WAITING_EVENTS = 10_000;

/**
 * Tells every listener what happens, in order. What a listener causes by its own doing waits until all have heard of
 * what it was told.
 */
export class ListenerBus {
  readonly #listeners = new Set<StreamingListener>();
  readonly #onListenerError: (error: unknown) => void;
  readonly #waiting: (() => void)[] = [];
  #isTelling = false;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  add(listener: StreamingListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: StreamingListener): void {
    this.#listeners.delete(listener);
  }

  has(listener: StreamingListener): boolean {
    return this.#listeners.has(listener);
  }

  post<N extends EventName>(name: N, event: EventOf<N>): void {
    if (this.#waiting.length >= MAX_WAITING_EVENTS) {
      this.#onListenerError(
        new StreamingError(
          'LISTENER_EVENTS_DROPPED',
          `${MAX_WAITING_EVENTS} events wait for listeners, the most there may be; ${name} is dropped`,
          { fix: 'Look for a listener that causes an event each time it is told of one.' },
        ),
      );
      return;
    }
    this.#waiting.push(() => this.#tell(name, event));
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
    this.#isTelling = false;
  }

  /** @throws {StreamingError} `STOP_IN_LISTENER` when called from a listener */
  requireOutside(): void {
    if (!this.#isTelling) return;
    throw new StreamingError(
      'STOP_IN_LISTENER',
      'Cannot stop StreamingContext within a listener; stop must be called outside of it',
      { fix: 'Call it a turn later: setImmediate(() => ssc.stop()).' },
    );
  }

  #tell<N extends EventName>(name: N, event: EventOf<N>): void {
    for (const listener of [...this.#listeners]) {
      try {
        const done: unknown = (listener[name] as ((event: EventOf<N>) => unknown) | undefined)?.call(
          listener,
          event,
        );
        if (done instanceof Promise) done.catch(this.#onListenerError);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

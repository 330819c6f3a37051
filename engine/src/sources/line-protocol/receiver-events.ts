import { hostname } from 'node:os';
import type { ReceiverEvent, ReceiverInfo } from '../../receiver/receiver-info.ts';
import type { Time } from '../../time/duration.ts';
import type { LineProtocolStatus } from './source-status.ts';

/** Told what listeners hear of a receiver. */
export type TellReceiver = (event: ReceiverEvent, info: ReceiverInfo) => void;

/** A connection to a reader as listeners see a receiver: it has started while it is connected. */
export class ReceiverEvents {
  readonly #tell: TellReceiver;
  readonly #now: () => Time;
  #info: ReceiverInfo;

  constructor(tell: TellReceiver, now: () => Time, streamId: number, name: string) {
    this.#tell = tell;
    this.#now = now;
    this.#info = {
      streamId,
      name,
      active: false,
      location: '',
      executorId: '',
      lastErrorMessage: '',
      lastError: '',
      lastErrorTime: -1,
    };
  }

  changed({ state, detail }: LineProtocolStatus): void {
    const isConnected = state === 'connected';
    if (isConnected && !this.#info.active)
      this.#say('onReceiverStarted', { active: true, location: hostname(), executorId: 'driver' });
    if (detail !== '') {
      this.#say('onReceiverError', { lastErrorMessage: detail, lastErrorTime: this.#now() });
    }
    if (!isConnected) this.stopped();
  }

  stopped(): void {
    if (this.#info.active) this.#say('onReceiverStopped', { active: false, location: '', executorId: '' });
  }

  #say(event: ReceiverEvent, change: Partial<ReceiverInfo>): void {
    this.#info = { ...this.#info, ...change };
    this.#tell(event, this.#info);
  }
}

import type { Clock } from '../../time/clock.ts';
import type { Duration, Time } from '../../time/duration.ts';
import type { LineProtocolStatus } from './source-status.ts';

export interface SourceTimeWatchOptions {
  readonly clock: Clock;
  readonly batchDuration: Duration;
  readonly status: () => LineProtocolStatus;
  /** How far the source's own stamps have come; -Infinity: it has not said. */
  readonly sourceTime: () => Time;
  /** The last batch there is; -Infinity: none. */
  readonly lastBatchTime: () => Time;
  /** It begins, ends, or has another end. */
  readonly onChange: (detail: string) => void;
}

/** So many batchDurations behind the last batch are no matter of a record on its way. */
const MAX_BEHIND = 3;
/** Who catches up is faster than time goes. */
const CATCHING_UP = 2;

/**
 * Notices a live source whose time lies behind the batches there are, and goes on no faster than time does: its
 * records are the next batch's, and that comes when its time has come so far. A clock that was set back does it, the
 * source's or, while that was away, the engine's; nothing is lost, but a board stands still.
 */
export class SourceTimeWatch {
  readonly #options: SourceTimeWatchOptions;
  #before: { readonly at: Time; readonly sourceTime: Time } | undefined;
  #detail = '';
  #cancel: () => void = () => {};

  constructor(options: SourceTimeWatchOptions) {
    this.#options = options;
  }

  /** What there is to say of it; '' when all is well. */
  get detail(): string {
    return this.#detail;
  }

  start(): void {
    const { clock, batchDuration } = this.#options;
    this.#cancel = clock.at(clock.now() + batchDuration, () => {
      this.#look();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const detail = this.#describe();
    if (detail === this.#detail) return;
    this.#detail = detail;
    this.#options.onChange(detail);
  }

  #describe(): string {
    const { clock, batchDuration, status, sourceTime, lastBatchTime } = this.#options;
    const before = this.#before;
    const now = { at: clock.now(), sourceTime: sourceTime() };
    this.#before = now;
    const isOn = status().state === 'connected' && status().clock === 'live';
    const isBehind = lastBatchTime() - now.sourceTime > MAX_BEHIND * batchDuration;
    if (!isOn || !isBehind || now.sourceTime === Number.NEGATIVE_INFINITY || before === undefined) return '';
    if (now.sourceTime - before.sourceTime >= CATCHING_UP * (now.at - before.at)) return '';
    const next = new Date(lastBatchTime() + batchDuration).toISOString().slice(0, 19);
    return `its clock is behind the last batch: what comes is counted at ${next}Z by that clock`;
  }
}

import type { SourceTimeSink, StampedBlock } from '../../receiver/source-time.ts';
import type { Duration, Time } from '../../time/duration.ts';
import type { SourceClock } from './messages.ts';
import type { SourceLog } from './source-log.ts';

export interface LoggedSinkOptions {
  readonly sink: SourceTimeSink;
  readonly log: SourceLog;
  readonly batchDuration: Duration;
  /** Of a block that is being stored. */
  about(block: StampedBlock): {
    readonly source: string;
    readonly clock: SourceClock;
    readonly lastAt: number;
  };
  /** A block is durable, and in the sink. */
  onDurable(source: string, block: StampedBlock): void;
  /** No more can be taken; the drain listener tells when it can. */
  onFull(): void;
}

type Step =
  | { readonly kind: 'block'; block: StampedBlock; readonly source: string; isDurable: boolean }
  | { readonly kind: 'watermark'; at: Time }
  | { readonly kind: 'connection'; readonly connected: boolean; readonly clock: SourceClock }
  | { readonly kind: 'end' };

/** So much may wait for the disk. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

/**
 * A sink behind a log: a block goes on when it is durable, and what is said after it comes after it.
 *
 *     block ──▶ log ──▶ durable ──▶ sink, ack
 *     watermark, connection, end ─────▶ sink       in the order in which they came
 */
export class LoggedSink implements SourceTimeSink {
  readonly #options: LoggedSinkOptions;
  readonly #steps: Step[] = [];
  readonly #drainListeners: (() => void)[] = [];
  /** How far a watermark that waits reaches. */
  #watermark: Time = Number.NEGATIVE_INFINITY;
  #isSinkFull = false;
  #hasToldFull = false;

  constructor(options: LoggedSinkOptions) {
    this.#options = options;
    options.sink.onDrain(() => {
      this.#isSinkFull = false;
      this.#drained();
    });
  }

  /** What a watermark that waits will close counts as closed: what comes now comes after it. */
  get lastBatchTime(): Time {
    const { sink, batchDuration } = this.#options;
    if (this.#watermark === Number.NEGATIVE_INFINITY) return sink.lastBatchTime;
    const closing = Math.ceil(this.#watermark / batchDuration) * batchDuration - batchDuration;
    return Math.max(sink.lastBatchTime, closing);
  }

  store(block: StampedBlock): boolean {
    const { log } = this.#options;
    const { source, clock, lastAt } = this.#options.about(block);
    const step = { kind: 'block' as const, block, source, isDurable: false };
    this.#steps.push(step);
    log.append({ block, source, clock, lastAt }).then(
      () => {
        step.isDurable = true;
        this.#goOn();
      },
      // It was closed before that: nothing of it counts.
      () => {},
    );
    return !this.#isFull();
  }

  onDrain(listener: () => void): void {
    this.#drainListeners.push(listener);
  }

  advanceWatermark(at: Time): void {
    const last = this.#steps.at(-1);
    this.#watermark = Math.max(this.#watermark, at);
    if (last?.kind === 'watermark') last.at = Math.max(last.at, at);
    else this.#say({ kind: 'watermark', at });
  }

  setConnection(connection: { readonly connected: boolean; readonly clock: SourceClock }): void {
    this.#say({ kind: 'connection', ...connection });
  }

  end(): void {
    this.#say({ kind: 'end' });
  }

  /** For blocks that are durable already. */
  storeDurable(block: StampedBlock): void {
    if (!this.#options.sink.store(block)) this.#sinkFull();
  }

  #say(step: Step): void {
    this.#steps.push(step);
    this.#goOn();
  }

  #goOn(): void {
    for (let [step] = this.#steps; step !== undefined; [step] = this.#steps) {
      if (step.kind === 'block' && !step.isDurable) break;
      this.#steps.shift();
      this.#do(step);
    }
    if (this.#steps.length === 0) this.#watermark = Number.NEGATIVE_INFINITY;
    this.#drained();
  }

  #do(step: Step): void {
    const { sink, onDurable } = this.#options;
    if (step.kind === 'watermark') sink.advanceWatermark(step.at);
    else if (step.kind === 'connection') this.#setConnection(step);
    else if (step.kind === 'end') sink.end();
    else {
      if (!sink.store(step.block)) this.#sinkFull();
      onDurable(step.source, step.block);
    }
  }

  /**
   * A source that went away and is back by now did not go: what came since has its batch, which would be closed.
   */
  #setConnection(step: Extract<Step, { kind: 'connection' }>): void {
    if (!step.connected && this.#steps.some(({ kind }) => kind === 'connection')) return;
    this.#options.sink.setConnection(step);
  }

  #sinkFull(): void {
    this.#isSinkFull = true;
    this.#hasToldFull = true;
    this.#options.onFull();
  }

  #isFull(): boolean {
    const isFull = this.#isSinkFull || this.#options.log.pendingBytes > MAX_PENDING_BYTES;
    this.#hasToldFull ||= isFull;
    return isFull;
  }

  #drained(): void {
    if (!this.#hasToldFull || this.#isFull()) return;
    this.#hasToldFull = false;
    for (const listener of this.#drainListeners) listener();
  }
}

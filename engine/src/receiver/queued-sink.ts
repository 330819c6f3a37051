import type { Duration, Time } from '../time/duration.ts';
import type { SourceTimeSink, StampedBlock } from './source-time.ts';

type Connection = Parameters<SourceTimeSink['setConnection']>[0];

export interface QueuedSinkOptions {
  readonly sink: SourceTimeSink;
  readonly batchDuration: Duration;
  /** With so much in preparation it is full. */
  readonly maxPendingBytes: number;
  /** What is done with a block before it goes on; what rejects never goes on, nor does what comes after it. */
  prepare(block: StampedBlock): StampedBlock | Promise<StampedBlock>;
  /** A block has gone on. */
  passed?(block: StampedBlock): void;
  /** The sink behind is full, though `store` has said nothing of it; the drain listener tells when it is not. */
  onFull?(): void;
}

type Step =
  | { readonly kind: 'block'; block: StampedBlock; isReady: boolean }
  | { readonly kind: 'watermark'; at: Time }
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'end' };

/**
 * A sink before another one: a block goes on when it is prepared, and what is said after it comes after it.
 *
 *     block ──▶ prepare ──▶ sink
 *     watermark, connection, end ─────▶ sink       in the order in which they came
 */
export class QueuedSink implements SourceTimeSink {
  readonly #options: QueuedSinkOptions;
  readonly #steps: Step[] = [];
  readonly #drainListeners: (() => void)[] = [];
  #pendingBytes = 0;
  /** How far a watermark that waits reaches. */
  #watermark: Time = Number.NEGATIVE_INFINITY;
  #isSinkFull = false;
  #hasToldFull = false;

  constructor(options: QueuedSinkOptions) {
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

  /** Nothing is in preparation, and nothing waits behind it. */
  get isIdle(): boolean {
    return this.#steps.length === 0;
  }

  store(block: StampedBlock): boolean {
    const numBytes = block.bytes.byteLength;
    const prepared = this.#options.prepare(block);
    const step = { kind: 'block' as const, block, isReady: false };
    this.#steps.push(step);
    this.#pendingBytes += numBytes;
    const ready = (result: StampedBlock): void => {
      step.block = result;
      step.isReady = true;
      this.#pendingBytes -= numBytes;
      this.#goOn();
    };
    if (prepared instanceof Promise) prepared.then(ready, () => {});
    else ready(prepared);
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

  setConnection(connection: Connection): void {
    this.#say({ kind: 'connection', connection });
  }

  end(): void {
    this.#say({ kind: 'end' });
  }

  /** For blocks that are prepared already. */
  storePrepared(block: StampedBlock): void {
    if (!this.#options.sink.store(block)) this.#sinkFull();
  }

  #say(step: Step): void {
    this.#steps.push(step);
    this.#goOn();
  }

  #goOn(): void {
    for (let [step] = this.#steps; step !== undefined; [step] = this.#steps) {
      if (step.kind === 'block' && !step.isReady) break;
      this.#steps.shift();
      this.#do(step);
    }
    if (this.#steps.length === 0) this.#watermark = Number.NEGATIVE_INFINITY;
    this.#drained();
  }

  #do(step: Step): void {
    const { sink, passed } = this.#options;
    if (step.kind === 'watermark') sink.advanceWatermark(step.at);
    else if (step.kind === 'connection') this.#setConnection(step.connection);
    else if (step.kind === 'end') sink.end();
    else {
      if (!sink.store(step.block)) this.#sinkFull();
      passed?.(step.block);
    }
  }

  /**
   * A source that went away and is back by now did not go: what came since has its batch, which would be closed.
   */
  #setConnection(connection: Connection): void {
    if (!connection.connected && this.#steps.some(({ kind }) => kind === 'connection')) return;
    this.#options.sink.setConnection(connection);
  }

  #sinkFull(): void {
    const { onFull } = this.#options;
    this.#isSinkFull = true;
    if (onFull === undefined) return;
    this.#hasToldFull = true;
    onFull();
  }

  #isFull(): boolean {
    const isFull = this.#isSinkFull || this.#pendingBytes >= this.#options.maxPendingBytes;
    this.#hasToldFull ||= isFull;
    return isFull;
  }

  #drained(): void {
    if (!this.#hasToldFull || this.#isFull()) return;
    this.#hasToldFull = false;
    for (const listener of this.#drainListeners) listener();
  }
}

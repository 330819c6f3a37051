import { setImmediate as nextTurn } from 'node:timers/promises';
import { toError } from '@hashtide/engine';
import type { SourceCondition, SourceEvent, TweetSource } from '../tweet-source.ts';
import type { RecordSpool } from './record-spool.ts';

/** Records after which everything else in the process gets a turn. */
const RECORDS_PER_TURN = 4096;

export interface SourcePumpOptions {
  readonly source: TweetSource;
  readonly spool: RecordSpool;
  /** Empties the spool, which goes on at `sequence`: called only when a source is read from a given record on. */
  restartAt(sequence: number): void;
  /** Makes room in a full spool. @returns false: there is none; `onRoom` will be called when there may be */
  makeRoom(): boolean;
  onRecords(): void;
  /** The source's time has gone on, or its condition has changed. */
  onNews(): void;
  onOver(): void;
  onFailure(error: Error): void;
}

/** Moves a source's records into the spool, of a recording never more than there is room for. */
export class SourcePump {
  readonly #options: SourcePumpOptions;
  #state: 'waiting' | 'running' | 'over' = 'waiting';
  #life = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wakeUp: () => void = () => {};
  #numRecords = 0;
  #watermark = -Infinity;
  /** The latest that was told. */
  #toldWatermark = -Infinity;
  #condition: SourceCondition | undefined;

  constructor(options: SourcePumpOptions) {
    this.#options = options;
  }

  get state(): 'waiting' | 'running' | 'over' {
    return this.#state;
  }

  /** Records read, those that were read again included. */
  get numRecords(): number {
    return this.#numRecords;
  }

  /** Nothing earlier than this will be read; -Infinity: not known. */
  get watermark(): number {
    const { lastAt, isSettled } = this.#options.spool;
    // The source may be further than what may be sent.
    const reached = isSettled ? Math.max(this.#watermark, lastAt) : lastAt;
    this.#toldWatermark = Math.max(this.#toldWatermark, reached);
    return this.#toldWatermark;
  }

  get condition(): SourceCondition | undefined {
    return this.#condition;
  }

  /** Reads all that the source gives; the spool goes on where it is. */
  start(): void {
    this.#begin(1);
  }

  /** Empties the spool and reads from `sequence` on; what is being read is left, if anything is. */
  startAt(sequence: number): void {
    this.#options.restartAt(sequence);
    this.#begin(sequence);
  }

  /** There is nothing to read from `sequence` on. */
  skipTo(sequence: number): void {
    this.#options.restartAt(sequence);
    this.#state = 'over';
    this.#options.onOver();
  }

  /** There may be room in the spool. */
  onRoom(): void {
    this.#wakeUp();
  }

  async stop(): Promise<void> {
    this.#life.abort();
    this.#wakeUp();
    await this.#running;
  }

  #begin(sequence: number): void {
    this.#life.abort();
    const life = new AbortController();
    this.#life = life;
    this.#state = 'running';
    this.#watermark = -Infinity;
    this.#toldWatermark = -Infinity;
    this.#wakeUp();
    const before = this.#running;
    this.#running = before.then(() => this.#read(sequence, life.signal));
  }

  async #read(sequence: number, signal: AbortSignal): Promise<void> {
    try {
      let sinceTurn = 0;
      for await (const event of this.#options.source.events(signal, sequence)) {
        if (signal.aborted) return;
        if (event.kind !== 'records') {
          this.#hear(event);
          continue;
        }
        this.#take(event.records);
        while (!signal.aborted && !this.#options.makeRoom()) await this.#untilRoom();
        sinceTurn += event.records.length;
        if (sinceTurn < RECORDS_PER_TURN) continue;
        sinceTurn = 0;
        await nextTurn();
      }
      if (signal.aborted) return;
      this.#state = 'over';
      this.#options.onOver();
    } catch (thrown) {
      if (!signal.aborted) this.#options.onFailure(toError(thrown));
    }
  }

  #take(records: Extract<SourceEvent, { kind: 'records' }>['records']): void {
    this.#numRecords += records.length;
    this.#options.spool.append(records);
    this.#options.onRecords();
  }

  #hear(event: Exclude<SourceEvent, { kind: 'records' }>): void {
    if (event.kind === 'watermark') this.#watermark = Math.max(this.#watermark, event.at);
    else this.#condition = event.condition;
    this.#options.onNews();
  }

  async #untilRoom(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
  }
}

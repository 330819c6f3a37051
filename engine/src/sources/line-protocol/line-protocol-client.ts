import type { Clock } from '../../time/clock.ts';
import { backOffMs } from './back-off.ts';
import { type LineProtocolCounters, zeroCounters } from './counters.ts';
import { type Greeting, RAW_SOURCE, type ReaderCondition, type SourceClock } from './messages.ts';
import { ProtocolReading } from './protocol-reading.ts';
import { RawReading } from './raw-reading.ts';
import { ReaderConnection, type ReaderConnectionOptions } from './reader-connection.ts';
import type { RecordTarget } from './record-target.ts';
import { describeLoss, resumePosition } from './resume-position.ts';
import { type LineProtocolStatus, NOT_CONNECTED } from './source-status.ts';
import { rawPosition, type StreamPosition, StreamPositions } from './stream-positions.ts';

const SECOND_MS = 1000;

export interface LineProtocolClientOptions {
  readonly host: string;
  readonly port: number;
  /** Names this engine to the reader, which keeps what it has not acked. */
  readonly engineId: string;
  readonly clock: Clock;
  readonly target: RecordTarget;
  /** How a connection is opened; default: TCP. */
  readonly connect?: ReaderConnectionOptions['connect'];
  /** The first sequence number of that stream that is not durable here; undefined: a new one. */
  position(source: string, epoch: string): number | undefined;
  /** How far streams had been read in an earlier life, the most recent last; a raw one goes on with its numbers. */
  readonly known?: readonly StreamPosition[] | undefined;
  /** What it was connected to in an earlier life: that is what it is not connected to now. */
  readonly before?: { readonly source: string; readonly clock: SourceClock } | undefined;
  /** Before a connection's first record is passed on; throwing refuses the stream for good. */
  readonly accept?: ((greeting: Greeting, firstRecordAt: number) => void) | undefined;
  readonly onStatus?: ((status: LineProtocolStatus) => void) | undefined;
  /** What `accept` or the target threw; the client has stopped by itself. */
  readonly onFailure?: ((error: Error) => void) | undefined;
  readonly counters?: LineProtocolCounters | undefined;
  /** Spreads the reconnects; default Math.random. */
  readonly random?: (() => number) | undefined;
}

/**
 * The engine's end of the line protocol. Connects to a reader, or to a plain `nc`, and again whenever the
 * connection breaks, until it is stopped; passes each record to its target once and in order.
 */
export class LineProtocolClient {
  readonly counters: LineProtocolCounters;
  readonly #options: LineProtocolClientOptions;
  readonly #positions = new StreamPositions();
  /** Raw lines are numbered here, on and on over all connections. */
  readonly #rawPosition: StreamPosition;
  #state: 'new' | 'running' | 'stopped' = 'new';
  #connection: ReaderConnection | undefined;
  #position: StreamPosition | undefined;
  #isEnded = false;
  #isConnected = false;
  #isPaused = false;
  #failures = 0;
  #cancelSecond: () => void = () => {};
  #cancelRetry: () => void = () => {};
  #onClosed: () => void = () => {};
  #status: LineProtocolStatus;

  constructor(options: LineProtocolClientOptions) {
    this.#options = options;
    this.counters = options.counters ?? zeroCounters();
    const { known = [], before } = options;
    this.#status = before ? { ...NOT_CONNECTED, source: before.source, clock: before.clock } : NOT_CONNECTED;
    for (const position of known) this.#positions.remember({ ...position });
    this.#rawPosition = rawPosition(known);
  }

  get status(): LineProtocolStatus {
    return this.#status;
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    this.#everySecond();
    this.#connect();
  }

  /**
   * Sends what is to be sent, and leaves nothing open.
   * @param leave tells the reader that this engine will not come back
   */
  async stop({ leave = false }: { readonly leave?: boolean } = {}): Promise<void> {
    this.#state = 'stopped';
    this.#cancelSecond();
    this.#cancelRetry();
    const connection = this.#connection;
    if (connection === undefined) return;
    await new Promise<void>((resolve) => {
      const before = this.#onClosed;
      this.#onClosed = () => {
        before();
        resolve();
      };
      connection.close(leave);
    });
  }

  /** Every record of `epoch` up to and including `sequence` is durable. Told again at each connection. */
  ack(source: string, epoch: string, sequence: number): void {
    const position = this.#positions.find(source, epoch);
    if (position === undefined || sequence <= position.durable) return;
    position.durable = sequence;
    if (position === this.#position) this.#connection?.ack(sequence);
  }

  /** Takes nothing more until `resume`. */
  pause(): void {
    this.#isPaused = true;
    this.#connection?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#connection?.resume();
  }

  #connect(): void {
    this.#connection = new ReaderConnection({
      host: this.#options.host,
      port: this.#options.port,
      clock: this.#options.clock,
      connect: this.#options.connect,
      onGreeting: (greeting) => this.#greeted(greeting),
      onRaw: () => this.#beganRaw(),
      onUseful: () => this.#useful(),
      onFailure: (error) => this.#fail(error),
      onClose: (reason) => this.#closed(reason),
    });
    if (this.#isPaused) this.#connection.pause();
  }

  #everySecond(): void {
    const { clock } = this.#options;
    this.#cancelSecond = clock.at(clock.now() + SECOND_MS, () => {
      this.#everySecond();
      this.#connection?.everySecond();
    });
  }

  #greeted(greeting: Greeting) {
    const { source, epoch, clock, about } = greeting;
    const { target, accept, engineId } = this.#options;
    const known = this.#positions.find(source, epoch);
    const durable = this.#options.position(source, epoch);
    const { next, lost, lostTail } = resumePosition(greeting, known?.next ?? durable);
    this.counters.lost += lost;
    if (lostTail > 0) this.counters.lostTails += 1;
    const position: StreamPosition = {
      source,
      epoch,
      next,
      lastAt: known?.lastAt ?? -Infinity,
      durable: Math.min(Math.max(known?.durable ?? 0, (durable ?? 1) - 1), next - 1),
    };
    this.#begin(position, clock);
    const detail = describeLoss({ lost, lostTail });
    this.#say({ state: 'connected', source, clock, about, detail, retry_at: null });
    const reading = new ProtocolReading({
      position,
      target,
      counters: this.counters,
      onFirstRecord: (at) => accept?.(greeting, at),
      onUseful: () => this.#useful(),
      onCondition: (condition) => this.#condition(condition, detail),
      onGap: (expected, got) =>
        this.#connection?.giveUp(`record ${expected} is missing, ${got} came instead`),
      onEnd: () => this.#end(),
    });
    return { resume: next, engineId, durable: position.durable, reading };
  }

  #beganRaw(): RawReading {
    const { target, clock } = this.#options;
    // Stamped here: what came before, in an earlier life too, came earlier.
    if (this.#rawPosition.lastAt > 0) clock.notBefore?.(this.#rawPosition.lastAt + 1);
    this.#begin(this.#rawPosition, 'live');
    this.#say({ ...NOT_CONNECTED, state: 'connected', source: RAW_SOURCE });
    return new RawReading({ position: this.#rawPosition, clock, target, counters: this.counters });
  }

  #begin(position: StreamPosition, clock: 'live' | 'recorded'): void {
    const { target } = this.#options;
    this.#positions.remember(position);
    this.#position = position;
    this.#isConnected = true;
    this.#isEnded = false;
    target.begin(position.source, position.epoch, clock);
    target.connection({ connected: true, clock });
  }

  #useful(): void {
    this.#failures = 0;
  }

  #condition(condition: ReaderCondition | undefined, otherwise: string): void {
    if (this.#isEnded) return;
    const detail = condition?.why ?? otherwise;
    this.#say({ ...this.#status, detail, retry_at: condition?.retryAt ?? null });
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#options.target.end();
    this.#say({ ...this.#status, state: 'ended', detail: '', retry_at: null });
  }

  #closed(reason: string): void {
    this.#connection = undefined;
    const wasConnected = this.#isConnected;
    this.#isConnected = false;
    if (wasConnected && !this.#isEnded) {
      this.counters.disconnects += 1;
      this.#options.target.connection({ connected: false, clock: this.#status.clock });
    }
    if (this.#state === 'running') this.#retry(reason);
    this.#onClosed();
  }

  #retry(reason: string): void {
    const { clock, random = Math.random } = this.#options;
    this.#failures += 1;
    const time = clock.now() + backOffMs(this.#failures, random());
    this.#cancelRetry = clock.at(time, () => this.#connect());
    // A recording that is over stays over on the screen, though its reader may come back with another.
    if (!this.#isEnded) this.#say({ ...this.#status, state: 'connecting', detail: reason, retry_at: time });
  }

  #fail(error: Error): void {
    this.#state = 'stopped';
    this.#cancelSecond();
    this.#cancelRetry();
    this.#say({ ...this.#status, state: 'failed', detail: error.message, retry_at: null });
    this.#options.onFailure?.(error);
  }

  #say(status: LineProtocolStatus): void {
    const before = this.#status;
    const keys = Object.keys(status) as (keyof LineProtocolStatus)[];
    this.#status = status;
    if (keys.some((key) => status[key] !== before[key])) this.#options.onStatus?.(status);
  }
}

import type { Socket } from 'node:net';
import type { Clock } from '@hashtide/engine';
import {
  decodeEngineMessage,
  encodeEnd,
  encodeGreeting,
  encodeHeartbeat,
  type Greeting,
  LineSplitter,
  MAX_ENGINE_LINE_BYTES,
  type ReaderCondition,
} from '@hashtide/engine/sources';
import type { Spool } from './spool.ts';

/** An engine has to say where it goes on within this time. */
const RESUME_MS = 5_000;
const CLOSING_MS = 1_000;
const KEEP_ALIVE_MS = 10_000;

export interface EngineConnectionOptions {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly spool: Spool;
  readonly greeting: Greeting;
  /** The recording is over: `spool.next` is its end. */
  isOver(): boolean;
  /** The engine said where it goes on; called before anything is sent to it. */
  onResume(connection: EngineConnection, engineId: string, next: number): void;
  /** The engine will not come back. */
  onLeave(engineId: string): void;
  onAck(engineId: string, sequence: number): void;
  /** What was in the way of sending more is gone. */
  onSent(): void;
  onClose(connection: EngineConnection): void;
}

/** The reader's end of one connection: sends an engine what the spool holds, from where the engine wants it. */
export class EngineConnection {
  readonly #options: EngineConnectionOptions;
  readonly #splitter: LineSplitter;
  #state: 'greeted' | 'streaming' | 'closing' = 'greeted';
  #engineId = '';
  #next = 0;
  #isEndSent = false;
  #cancelTimer: () => void;

  constructor(options: EngineConnectionOptions) {
    this.#options = options;
    const { socket, clock } = options;
    this.#splitter = new LineSplitter({
      maxLineBytes: MAX_ENGINE_LINE_BYTES,
      onLine: (bytes, start, end, isUtf8) => this.#line(isUtf8 ? bytes.toString('utf8', start, end) : ''),
      onTooLong: () => this.destroy(),
    });
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
    socket
      .on('data', (bytes: Buffer) => this.#data(bytes))
      .on('drain', () => this.#drained())
      // 'close' follows, and says all that matters.
      .on('error', () => {})
      .on('close', () => this.#closed());
    this.#cancelTimer = clock.at(clock.now() + RESUME_MS, () => this.destroy());
    socket.write(encodeGreeting(options.greeting));
  }

  get engineId(): string {
    return this.#engineId;
  }

  /** It has said where it goes on. */
  get isStreaming(): boolean {
    return this.#state === 'streaming';
  }

  /** The first sequence number that has not been sent. */
  get next(): number {
    return this.#next;
  }

  /** It has been told that the recording is over. */
  get isEndSent(): boolean {
    return this.#isEndSent;
  }

  /** Sends what there is, as far as the socket takes it. */
  send(): void {
    const { socket, spool } = this.#options;
    if (this.#state !== 'streaming') return;
    while (!socket.writableNeedDrain) {
      // What was dropped cannot be sent: the engine sees the gap and counts it.
      if (this.#next < spool.first) this.#next = spool.first;
      const slice = spool.read(this.#next);
      if (slice === undefined) break;
      socket.write(slice.bytes);
      this.#next = slice.next;
    }
    if (this.#isEndSent || socket.writableNeedDrain || !this.#options.isOver()) return;
    if (this.#next < spool.next) return;
    this.#isEndSent = true;
    socket.write(encodeEnd(spool.next));
  }

  /** Says that nothing earlier than `at` will follow, unless it still has to be sent something. */
  heartbeat(at: number, condition: ReaderCondition | undefined): void {
    this.send();
    if (this.#state !== 'streaming' || this.#options.socket.writableNeedDrain) return;
    this.#options.socket.write(encodeHeartbeat(at, condition));
  }

  /** Closes when what was written has been sent; after a second in any case. */
  close(): void {
    if (this.#state === 'closing') return;
    this.#state = 'closing';
    const { socket, clock } = this.#options;
    this.#cancelTimer();
    this.#cancelTimer = clock.at(clock.now() + CLOSING_MS, () => socket.destroy());
    socket.end();
  }

  destroy(): void {
    this.#state = 'closing';
    this.#splitter.stop();
    this.#options.socket.destroy();
  }

  #data(bytes: Buffer): void {
    this.#splitter.push(bytes);
    if (this.#splitter.isTooLong) this.destroy();
  }

  #line(text: string): void {
    const message = decodeEngineMessage(text);
    if (message?.kind === 'resume' && this.#state === 'greeted') this.#resume(message.engine, message.next);
    else if (message?.kind === 'ack' && this.#engineId !== '')
      this.#options.onAck(this.#engineId, message.sequence);
    else if (message?.kind === 'leave') this.#options.onLeave(this.#engineId);
    else if (message?.kind !== 'unknown') this.destroy();
  }

  #resume(engineId: string, wanted: number): void {
    this.#cancelTimer();
    this.#engineId = engineId;
    // What comes next is sent, also to an engine that claims to have more than there is.
    this.#next = Math.min(wanted, this.#options.greeting.next);
    this.#state = 'streaming';
    this.#options.onResume(this, engineId, this.#next);
    this.send();
  }

  #drained(): void {
    this.send();
    this.#options.onSent();
  }

  #closed(): void {
    this.#state = 'closing';
    this.#cancelTimer();
    this.#splitter.stop();
    this.#options.onClose(this);
  }
}

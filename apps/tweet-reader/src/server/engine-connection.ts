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
import type { RecordSpool, SpoolCursor } from './record-spool.ts';
import { SendWindow } from './send-window.ts';

/** An engine has to say where it goes on within this time. */
const RESUME_MS = 5_000;
const CLOSING_MS = 1_000;
const KEEP_ALIVE_MS = 10_000;
/** An engine that takes or acks nothing for this long is said to be silent; its records wait in the spool. */
const SILENCE_MS = 12_000;
/** An engine whose window is full, and that acks nothing for this long, may ack only whole batches. */
const WIDEN_MS = 2_000;
/** How long heartbeats tell what was wrong when an engine came. */
const NOTICE_MS = 60_000;

export interface EngineConnectionOptions {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly spool: RecordSpool;
  /** Sent and not acked, at most about so much; Infinity: whatever the socket takes. */
  readonly windowBytes: number;
  readonly greeting: Greeting;
  /** The recording is over: `spool.next` is its end. */
  isOver(): boolean;
  /** The engine said where it goes on; called before anything is sent to it. */
  onResume(connection: EngineConnection, engineId: string, next: number): void;
  /** The engine will not come back. */
  onLeave(engineId: string): void;
  onAck(engineId: string, sequence: number): void;
  /** The engine has taken or acked nothing for some time; false: it does again. */
  onSilence(engineId: string, isSilent: boolean): void;
  /** What was in the way of sending more is gone. */
  onSent(): void;
  onClose(connection: EngineConnection): void;
}

/** The reader's end of one connection: sends an engine what the spool holds, from where the engine wants it. */
export class EngineConnection {
  readonly #options: EngineConnectionOptions;
  readonly #splitter: LineSplitter;
  readonly #window: SendWindow;
  #cursor: SpoolCursor | undefined;
  #state: 'greeted' | 'streaming' | 'closing' = 'greeted';
  #engineId = '';
  #next = 0;
  #isEndSent = false;
  #notice: { readonly text: string; readonly until: number } | undefined;
  /** When it last acked something, or could be sent something after it could not; epoch ms. */
  #lastSign: number;
  #isSilent = false;
  /** It has been silent and come back: it takes its time. */
  #isSlow = false;
  #cancelTimer: () => void;
  #cancelWiden: (() => void) | undefined;

  constructor(options: EngineConnectionOptions) {
    this.#options = options;
    const { socket, clock, windowBytes } = options;
    this.#window = new SendWindow(windowBytes);
    this.#lastSign = clock.now();
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

  /** Sends what there is, as far as the socket and the window take it. */
  send(): void {
    const { socket, spool } = this.#options;
    if (this.#state !== 'streaming') return;
    while (!socket.writableNeedDrain) {
      if (this.#window.isFull) {
        this.#waitForAck();
        break;
      }
      // What was dropped cannot be sent: the engine sees the gap and counts it.
      if (this.#next < spool.first) this.#next = spool.first;
      const cursor = this.#cursor;
      const slice = cursor?.read(this.#next);
      if (slice === undefined) break;
      if (!this.#window.isWaiting) this.#lastSign = this.#options.clock.now();
      socket.write(slice.bytes, () => cursor?.taken?.(slice.next));
      this.#next = slice.next;
      this.#window.sent(slice.next, slice.bytes.length);
    }
    if (this.#isEndSent || socket.writableNeedDrain || !this.#options.isOver()) return;
    if (this.#next < spool.next) return;
    this.#isEndSent = true;
    socket.write(encodeEnd(spool.next));
  }

  /** Says that nothing earlier than `at` will follow; nothing of that kind while it still has to be sent something. */
  heartbeat(at: number, condition: ReaderCondition | undefined): void {
    this.send();
    if (this.#state !== 'streaming') return;
    const { socket, spool, clock } = this.#options;
    this.#lookForSilence();
    if (socket.writableNeedDrain) return;
    if (this.#notice !== undefined && clock.now() >= this.#notice.until) this.#notice = undefined;
    const notice = this.#notice && { state: 'connected', why: this.#notice.text, retryAt: null };
    socket.write(encodeHeartbeat(this.#next < spool.next ? 0 : at, condition ?? notice));
  }

  /** Heartbeats tell it for a minute, unless they have worse to tell. */
  notice(text: string): void {
    this.#notice = { text, until: this.#options.clock.now() + NOTICE_MS };
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
    else if (message?.kind === 'ack' && this.#engineId !== '') this.#acked(message.sequence);
    else if (message?.kind === 'leave') this.#options.onLeave(this.#engineId);
    else if (message?.kind !== 'unknown') this.destroy();
  }

  #resume(engineId: string, wanted: number): void {
    this.#cancelTimer();
    this.#engineId = engineId;
    // What comes next is sent, also to an engine that claims to have more than there is.
    this.#next = Math.min(wanted, this.#options.greeting.next);
    this.#state = 'streaming';
    this.#cursor = this.#options.spool.cursor(() => this.send());
    this.#options.onResume(this, engineId, this.#next);
    this.send();
  }

  #acked(sequence: number): void {
    this.#window.acked(sequence);
    this.#cancelWiden?.();
    this.#cancelWiden = undefined;
    this.#sign();
    this.#options.onAck(this.#engineId, sequence);
    this.send();
  }

  #waitForAck(): void {
    const { clock } = this.#options;
    this.#cancelWiden ??= clock.at(clock.now() + WIDEN_MS, () => {
      this.#cancelWiden = undefined;
      this.#window.widen();
      this.send();
    });
  }

  #sign(): void {
    this.#lastSign = this.#options.clock.now();
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#isSlow = true;
    this.#options.onSilence(this.#engineId, false);
  }

  /** One that takes nothing has stopped; one that acks nothing has too, unless it is known to take its time. */
  #lookForSilence(): void {
    const { socket, clock } = this.#options;
    const isBlocked = socket.writableNeedDrain;
    const isSilent = isBlocked || (this.#window.isWaiting && !this.#isSlow);
    if (this.#isSilent || !isSilent || clock.now() - this.#lastSign < SILENCE_MS) return;
    this.#isSilent = true;
    this.#options.onSilence(this.#engineId, true);
  }

  #drained(): void {
    this.#sign();
    this.send();
    this.#options.onSent();
  }

  #closed(): void {
    this.#state = 'closing';
    this.#cancelTimer();
    this.#cancelWiden?.();
    this.#cursor?.close();
    this.#splitter.stop();
    this.#options.onClose(this);
  }
}

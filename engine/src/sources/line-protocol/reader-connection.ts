import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { toError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { LineSplitter } from '../line-splitter.ts';
import {
  decodeGreeting,
  encodeAck,
  encodeLeave,
  encodeResume,
  type Greeting,
  MAX_LINE_BYTES,
  mayBeginGreeting,
} from './messages.ts';
import type { ProtocolReading } from './protocol-reading.ts';
import type { RawReading } from './raw-reading.ts';
import { describeSocketError } from './socket-error.ts';

/** A reader that says nothing for this long is taken for lost; one that does not answer a connection, too. */
const SILENCE_MS = 15_000;
/** A peer that has not greeted by then speaks no protocol. */
const GREETING_MS = 5_000;
const CLOSING_MS = 1_000;
const KEEP_ALIVE_MS = 10_000;
/** As much as Node takes from a socket at a time. */
const READ_BYTES = 64 * 1024;
/** After so much, everything else gets its turn: where there is always more, Node would read 32 times in one. */
const TURN_BYTES = 512 * 1024;

export interface ReaderConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  /** Opens the connection; default: TCP. */
  readonly connect?: ((options: TcpNetConnectOpts) => Socket) | undefined;
  /** The reader greeted. @returns what to answer and who reads the lines that follow */
  onGreeting(greeting: Greeting): {
    resume: number;
    engineId: string;
    durable: number;
    reading: ProtocolReading;
  };
  /** The peer speaks no protocol. */
  onRaw(): RawReading;
  /** A line of any use came. */
  onUseful(): void;
  /** It cannot go on, now or later: what reads the lines threw. */
  onFailure(error: Error): void;
  /** Once, when the socket is closed. @param reason a few words; '' when this side closed it */
  onClose(reason: string): void;
}

/** One TCP connection to a reader, from the first try to connect until it is closed. */
export class ReaderConnection {
  readonly #options: ReaderConnectionOptions;
  readonly #socket: Socket;
  readonly #splitter: LineSplitter;
  #state: 'connecting' | 'waiting' | 'protocol' | 'raw' | 'closing' = 'connecting';
  #protocol: ProtocolReading | undefined;
  #raw: RawReading | undefined;
  #lastHeard: number;
  #isPaused = false;
  #bytesInTurn = 0;
  /** The peer has said that nothing more will come. */
  #isPeerDone = false;
  #reason = 'the reader closed the connection';
  #cancelClosing: () => void = () => {};

  constructor(options: ReaderConnectionOptions) {
    this.#options = options;
    this.#lastHeard = options.clock.now();
    this.#splitter = new LineSplitter({
      maxLineBytes: MAX_LINE_BYTES,
      onLine: (bytes, start, end, isUtf8) => this.#line(bytes, start, end, isUtf8),
      onTooLong: (bytes, start, end) => this.#tooLong(bytes, start, end),
    });
    this.#socket = (options.connect ?? connect)({
      host: options.host,
      port: options.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      // Always into the same bytes: what is read is used up at once, and as garbage it would pile up faster than it goes.
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BYTES),
        callback: (numBytes, buffer) => {
          this.#data(Buffer.from(buffer.buffer, buffer.byteOffset, numBytes));
          return this.#mayReadOn(numBytes);
        },
      },
    });
    this.#socket
      .on('connect', () => this.#connected())
      .on('data', (bytes: Buffer) => this.#data(bytes))
      .on('end', () => this.#ended())
      .on('error', (error) => {
        if (this.#state !== 'closing') this.#reason = describeSocketError(error, options);
      })
      .on('close', () => {
        this.#state = 'closing';
        this.#cancelClosing();
        options.onClose(this.#reason);
      });
  }

  /** To be called every second: notices a silent reader, and says what time it is where nobody else does. */
  everySecond(): void {
    if (this.#state === 'closing') return;
    if (this.#state === 'raw') {
      this.#guard(() => this.#raw?.watermark());
      return;
    }
    if (this.#isPaused) return;
    const silence = this.#options.clock.now() - this.#lastHeard;
    if (this.#state === 'waiting' && silence >= GREETING_MS) this.#guard(() => this.#beginRaw());
    else if (silence >= SILENCE_MS) this.giveUp(`no word from the reader for ${SILENCE_MS / 1000} s`);
  }

  /** Tells the reader, if it is one, that every record up to and including `sequence` is durable. */
  ack(sequence: number): void {
    if (this.#state === 'protocol') this.#socket.write(encodeAck(sequence));
  }

  /** Takes no more from the socket, so that the reader has to wait. */
  pause(): void {
    this.#isPaused = true;
    if (this.#state !== 'closing') this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#lastHeard = this.#options.clock.now();
    this.#socket.resume();
  }

  /** Closes at once. */
  giveUp(reason: string): void {
    this.#reason = reason;
    this.#state = 'closing';
    this.#splitter.stop();
    this.#socket.destroy();
  }

  /** Closes when what was written has been sent; after a second in any case. `onClose` follows. */
  close(leave: boolean): void {
    if (this.#state === 'connecting') {
      this.giveUp('');
      return;
    }
    if (leave && this.#state === 'protocol') this.#socket.write(encodeLeave());
    this.#reason = '';
    this.#state = 'closing';
    this.#splitter.stop();
    this.#socket.resume();
    this.#socket.end();
    const { clock } = this.#options;
    this.#cancelClosing = clock.at(clock.now() + CLOSING_MS, () => this.#socket.destroy());
  }

  #connected(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'waiting';
    this.#lastHeard = this.#options.clock.now();
  }

  #data(bytes: Buffer): void {
    if (this.#state === 'closing') return;
    this.#lastHeard = this.#options.clock.now();
    this.#guard(() => {
      this.#splitter.push(bytes);
      this.#protocol?.caughtUp();
    });
  }

  /** @returns false: it goes on when everything else has had its turn */
  #mayReadOn(numBytes: number): boolean {
    this.#bytesInTurn += numBytes;
    if (this.#bytesInTurn < TURN_BYTES) return true;
    this.#bytesInTurn = 0;
    setImmediate(() => {
      if (!this.#isPaused && this.#state !== 'closing') this.#socket.resume();
    });
    return false;
  }

  #ended(): void {
    this.#isPeerDone = true;
    // The last line of `printf … | nc -l` need not have an end; a record's does, or it is torn.
    if (this.#state === 'raw' || this.#state === 'waiting') this.#guard(() => this.#splitter.end());
  }

  #line(bytes: Buffer, start: number, end: number, isUtf8: boolean): void {
    if (this.#protocol !== undefined) {
      this.#protocol.line(bytes, start, end, isUtf8);
      return;
    }
    if (this.#state === 'waiting' || this.#raw?.isUnused) {
      const text = bytes.toString('utf8', start, end);
      if (this.#isPeerDone && mayBeginGreeting(text)) return;
      const greeting = isUtf8 ? decodeGreeting(text) : undefined;
      if (greeting === 'bad') {
        this.giveUp('the reader’s greeting makes no sense to this version');
        return;
      }
      if (greeting !== undefined) {
        this.#beginProtocol(greeting);
        return;
      }
      this.#beginRaw();
    }
    this.#options.onUseful();
    this.#raw?.line(bytes, start, end, isUtf8);
  }

  #tooLong(bytes: Buffer, start: number, end: number): void {
    if (this.#protocol !== undefined) {
      this.#protocol.tooLong(bytes, start, end);
      return;
    }
    this.#beginRaw();
    this.#raw?.tooLong();
  }

  #beginProtocol(greeting: Greeting): void {
    this.#raw = undefined;
    this.#state = 'protocol';
    const { resume, engineId, durable, reading } = this.#options.onGreeting(greeting);
    this.#protocol = reading;
    this.#socket.write(encodeResume(resume, engineId));
    if (durable > 0) this.ack(durable);
  }

  #beginRaw(): void {
    if (this.#raw !== undefined) return;
    this.#state = 'raw';
    this.#raw = this.#options.onRaw();
  }

  /** What reads the lines may refuse to go on, by an error. */
  #guard(read: () => void): void {
    try {
      read();
    } catch (thrown) {
      const error = toError(thrown);
      this.giveUp(error.message);
      this.#options.onFailure(error);
    }
  }
}

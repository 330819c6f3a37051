import type { WebSocket } from 'ws';
import { StreamingError, toError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { parseClientMessage } from './client-message.ts';
import type { FeedContent } from './feed-content.ts';
import type { FrameCache } from './frame-cache.ts';
import type { ErrorMessage, StatusMessage, View } from './messages.ts';
import { changedView } from './view.ts';

/** A client that has this much unread when it is looked at is cut off. */
const MAX_BUFFERED_BYTES = 1 << 20;
/** So is one that has answered no ping for so long: looked at every 10 s, it is gone within 30. */
const MAX_SILENCE_MS = 20_000;
/** More messages than this between two pings is no person typing. */
const MAX_MESSAGES = 300;

const POLICY_VIOLATION = 1008;

/** What may wait for a slow client: one of each, the newest. */
type Slot = 'frame' | 'status' | 'tag' | 'error';

/**
 * One client of the feed. One message is being sent at a time, and of what comes meanwhile only the newest of its kind
 * waits, unmade until its turn: a slow client costs a frame, however slow it is.
 */
export class FeedConnection {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #content: FeedContent;
  readonly #frames: FrameCache;
  readonly #waiting = new Map<Slot, () => string | Buffer>();
  #view: View;
  #isSending = false;
  #wantsSnapshot = true;
  #numMessages = 0;
  #lastPong: number;

  constructor(socket: WebSocket, view: View, clock: Clock, content: FeedContent, frames: FrameCache) {
    this.#socket = socket;
    this.#view = view;
    this.#clock = clock;
    this.#content = content;
    this.#frames = frames;
    this.#lastPong = clock.now();
    socket.on('message', (data, isBinary) => this.#receive(data.toString(), isBinary));
    socket.on('pong', () => {
      this.#lastPong = clock.now();
    });
    // A broken frame or a reset: ws closes the socket itself, and nobody else listens.
    socket.on('error', () => {});
  }

  /** Greets, then shows the window as it is. */
  open(): void {
    this.#offer('status', () => JSON.stringify(this.#content.hello()));
    this.#offerFrame();
  }

  offerBatch(): void {
    this.#offerFrame();
  }

  offerStatus(): void {
    const message = (): StatusMessage => {
      const storage = this.#content.storage();
      return { v: 1, type: 'status', source: this.#content.source(), ...(storage && { storage }) };
    };
    // A greeting or another status that still waits says the same.
    if (!this.#waiting.has('status')) this.#offer('status', () => JSON.stringify(message()));
  }

  offerError(error: unknown): void {
    this.#offer('error', () => errorText(error));
  }

  /** Every 10 s: cuts off who does not read or does not answer, pings the others. */
  check(): void {
    this.#numMessages = 0;
    const silence = this.#clock.now() - this.#lastPong;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES || silence >= MAX_SILENCE_MS) {
      this.#socket.terminate();
    } else if (this.#socket.readyState === this.#socket.OPEN) {
      this.#socket.ping();
    }
  }

  #receive(text: string, isBinary: boolean): void {
    this.#numMessages += 1;
    if (this.#numMessages > MAX_MESSAGES) {
      this.#socket.close(POLICY_VIOLATION, 'too many messages');
      return;
    }
    try {
      if (isBinary) throw new StreamingError('BAD_MESSAGE', 'a message is text');
      this.#answer(text);
    } catch (error) {
      this.offerError(error);
    }
  }

  #answer(text: string): void {
    const message = parseClientMessage(text);
    const windowsS = this.#content.hello().windows_s;
    if ('ask' in message) {
      const windowS = changedView(
        this.#view,
        { window_s: message.window_s ?? this.#view.window_s },
        windowsS,
      ).window_s;
      this.#offer('tag', () => JSON.stringify(this.#content.tag(message.tag, windowS)));
      return;
    }
    if ('watch' in message) this.#view = changedView(this.#view, message.watch, windowsS);
    this.#wantsSnapshot = true;
    this.#offerFrame();
  }

  #offerFrame(): void {
    this.#offer('frame', () => {
      const type = this.#wantsSnapshot ? 'snapshot' : 'batch';
      this.#wantsSnapshot = false;
      return this.#frames.encoded(type, this.#view);
    });
  }

  #offer(slot: Slot, render: () => string | Buffer): void {
    this.#waiting.set(slot, render);
    if (this.#isSending) return;
    this.#isSending = true;
    // Not in this turn: ten messages that came together get one frame.
    setImmediate(() => this.#sendNext());
  }

  #sendNext(): void {
    const message = this.#socket.readyState === this.#socket.OPEN ? this.#nextMessage() : undefined;
    this.#isSending = message !== undefined;
    if (message !== undefined) this.#socket.send(message, { binary: false }, () => this.#sendNext());
  }

  #nextMessage(): string | Buffer | undefined {
    for (const [slot, render] of this.#waiting) {
      this.#waiting.delete(slot);
      try {
        return render();
      } catch (error) {
        this.#waiting.set('error', () => errorText(error));
      }
    }
    return undefined;
  }
}

function errorText(error: unknown): string {
  const { message } = toError(error);
  const code = error instanceof StreamingError ? error.code : 'INTERNAL_ERROR';
  const reply: ErrorMessage = { v: 1, type: 'error', code, message };
  return JSON.stringify(reply);
}

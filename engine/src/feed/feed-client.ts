import { StreamingError } from '../errors.ts';
import { type Clock, SystemClock } from '../time/clock.ts';
import { probeFeed } from './feed-probe.ts';
import { parseFeedUrl } from './feed-url.ts';
import type { ClientMessage, FeedMessage, View } from './messages.ts';
import { parseFeedMessage } from './parse-feed-message.ts';
import { changedView, defaultView, queryOfView } from './view.ts';

/** How a {@link FeedClient} stands. `reason` is part of a sentence, for people. */
export type FeedState =
  /** `attempt`: failed tries in a row before this one. */
  | { readonly state: 'connecting'; readonly attempt: number }
  /** `hello` has come. */
  | { readonly state: 'open' }
  /** Lost or not reached; the next try is at `at`, epoch ms. */
  | { readonly state: 'retrying'; readonly at: number; readonly attempt: number; readonly reason: string }
  /** Over for good: closed by its owner, `maxAttempts` used up, or a token is wanted. */
  | {
      readonly state: 'closed';
      readonly code: 'CLOSED' | 'CANNOT_REACH' | 'TOKEN_REFUSED';
      readonly reason: string;
    };

/** Options of {@link FeedClient}. */
export interface FeedClientOptions {
  /** `ws://127.0.0.1:8888`; `http://`, `wss://` and `host:port` are taken too. */
  readonly url: string;
  readonly onMessage: (message: FeedMessage) => void;
  /** Called at each change, the first `connecting` included. */
  readonly onState?: (state: FeedState) => void;
  readonly view?: Partial<View>;
  readonly token?: string;
  /** Failed tries in a row before it gives up; default: it never does. */
  readonly maxAttempts?: number;
  readonly clock?: Clock;
  /** 0 … 1, for the jitter. */
  readonly random?: () => number;
}

const HANDSHAKE_PATIENCE_MS = 10_000;
/** The server says something every 10 s. */
const MAX_SILENCE_MS = 30_000;
const BACK_OFF_S: readonly number[] = [1, 2, 4, 8, 16, 30];

/**
 * A screen's end of the feed: connects, comes back after a loss, and remembers the view. It never throws on what a
 * server sends. A reconnect brings `hello` and a whole `snapshot`, so nothing needs to be caught up.
 */
export class FeedClient {
  readonly #url: URL;
  readonly #clock: Clock;
  readonly #token: string | undefined;
  readonly #maxAttempts: number;
  readonly #random: () => number;
  readonly #onMessage: (message: FeedMessage) => void;
  readonly #onState: (state: FeedState) => void;
  #view: View;
  #state: FeedState = { state: 'connecting', attempt: 0 };
  #isStarted = false;
  #attempt = 0;
  #socket: WebSocket | undefined;
  #lastMessageTime = 0;
  #cancelTimer: () => void = () => {};

  /** Opens nothing yet. @throws {StreamingError} `BAD_URL`, `BAD_VIEW` */
  constructor(options: FeedClientOptions) {
    this.#url = parseFeedUrl(options.url);
    this.#view = changedView(defaultView, options.view ?? {});
    this.#clock = options.clock ?? new SystemClock();
    this.#token = options.token;
    this.#maxAttempts = options.maxAttempts ?? Number.POSITIVE_INFINITY;
    this.#random = options.random ?? Math.random;
    this.#onMessage = options.onMessage;
    this.#onState = options.onState ?? (() => {});
  }

  /** The feed's address, without token and query. */
  get url(): string {
    return this.#url.href;
  }

  get state(): FeedState {
    return this.#state;
  }

  /** What was last asked for. */
  get view(): View {
    return this.#view;
  }

  /** Begins; once. Callbacks come later, never from inside this call. */
  connect(): void {
    if (this.#isStarted)
      throw new StreamingError('FEED_CLIENT_STARTED', 'connect() was called before; it is called once');
    this.#isStarted = true;
    queueMicrotask(() => {
      if (this.#state.state !== 'closed') this.#try();
    });
  }

  /**
   * Changes the view, here and after every reconnect. The answer is a `snapshot`; frames that were under way still have
   * the old `view`.
   *
   * @throws {StreamingError} `BAD_VIEW`
   */
  watch(view: Partial<View>): void {
    this.#view = changedView(this.#view, view);
    this.#send({ v: 1, watch: this.#view });
  }

  /** Asks for one tag, with or without `#`; the answer is a `tag` message. Dropped while not open. */
  askTag(tag: string, windowS: number = this.#view.window_s): void {
    this.#send({ v: 1, ask: 'tag', tag, window_s: windowS });
  }

  /** While `retrying`: tries now. */
  reconnect(): void {
    if (this.#state.state === 'retrying') this.#try();
  }

  /** Ends it. May be called again. */
  close(): void {
    this.#end('CLOSED', 'closed');
  }

  #try(): void {
    this.#cancelTimer();
    this.#become({ state: 'connecting', attempt: this.#attempt });
    const socket = this.#newSocket();
    this.#socket = socket;
    this.#lastMessageTime = this.#clock.now();
    this.#watchSilence(HANDSHAKE_PATIENCE_MS);
    let wasOpen = false;
    const isCurrent = (): boolean => socket === this.#socket;
    socket.onopen = () => {
      wasOpen = true;
    };
    socket.onmessage = ({ data }) => {
      if (isCurrent() && typeof data === 'string') this.#receive(data);
    };
    socket.onclose = ({ reason }) => {
      if (!isCurrent()) return;
      if (wasOpen) this.#lost(reason === '' ? 'the connection was lost' : reason);
      else void this.#explain(isCurrent);
    };
  }

  #newSocket(): WebSocket {
    const url = new URL(this.#url);
    url.search = queryOfView(this.#view).toString();
    if (this.#token === undefined) return new WebSocket(url);
    // Only programs can send a header; a page has to put the token into the address.
    if (typeof process === 'object')
      return new WebSocket(url, { headers: { authorization: `Bearer ${this.#token}` } });
    url.searchParams.set('token', this.#token);
    return new WebSocket(url);
  }

  async #explain(isCurrent: () => boolean): Promise<void> {
    const { reason, isTokenRefused } = await probeFeed(this.#url, this.#token, this.#clock);
    if (!isCurrent()) return;
    if (isTokenRefused) this.#end('TOKEN_REFUSED', reason);
    else this.#lost(reason);
  }

  #receive(text: string): void {
    this.#lastMessageTime = this.#clock.now();
    const message = parseFeedMessage(text);
    if (message === undefined) return;
    if (message.type === 'hello' && this.#state.state === 'connecting') {
      this.#attempt = 0;
      this.#cancelTimer();
      this.#watchSilence(MAX_SILENCE_MS);
      this.#become({ state: 'open' });
    }
    this.#onMessage(message);
  }

  #watchSilence(patienceMs: number): void {
    const due = this.#lastMessageTime + patienceMs;
    this.#cancelTimer = this.#clock.at(due, () => {
      const isSilent = this.#clock.now() - this.#lastMessageTime >= patienceMs;
      if (isSilent) this.#lost(`nothing was heard for ${patienceMs / 1000} s`);
      else this.#watchSilence(patienceMs);
    });
  }

  #lost(reason: string): void {
    this.#drop();
    this.#attempt += 1;
    if (this.#attempt >= this.#maxAttempts) {
      this.#end('CANNOT_REACH', reason);
      return;
    }
    const waitS = BACK_OFF_S[Math.min(this.#attempt, BACK_OFF_S.length) - 1] as number;
    const at = this.#clock.now() + Math.round(waitS * 1000 * (0.75 + this.#random() / 2));
    this.#cancelTimer = this.#clock.at(at, () => this.#try());
    this.#become({ state: 'retrying', at, attempt: this.#attempt, reason });
  }

  #end(code: 'CLOSED' | 'CANNOT_REACH' | 'TOKEN_REFUSED', reason: string): void {
    if (this.#state.state === 'closed') return;
    this.#drop();
    this.#become({ state: 'closed', code, reason });
  }

  /** Forgets the socket; what it still says goes nowhere. */
  #drop(): void {
    this.#cancelTimer();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #send(message: ClientMessage): void {
    if (this.#state.state === 'open') this.#socket?.send(JSON.stringify(message));
  }

  #become(state: FeedState): void {
    this.#state = state;
    this.#onState(state);
  }
}

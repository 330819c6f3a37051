import type { Clock, FeedMessage, FeedState, Reposts, View } from '@hashtide/engine/feed';
import {
  type BoardState,
  type Correction,
  type Effect,
  FRAME_ROWS,
  initialState,
  type Step,
} from './state/board-state.ts';
import { takeCorrected, takeUncorrected } from './state/correct.ts';
import { press } from './state/press.ts';
import { takeConnection, takeMessage, takeSize, takeTick } from './state/take-message.ts';

/** What the session asks of a feed client; FeedClient has it. */
export interface BoardFeed {
  connect(): void;
  watch(view: Partial<View>): void;
  askTag(tag: string, windowS?: number): void;
  close(): void;
}

interface FeedEvents {
  readonly onMessage: (message: FeedMessage) => void;
  readonly onState: (state: FeedState) => void;
}

export interface BoardSessionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly columns: number;
  readonly rows: number;
  readonly view: { readonly windowS?: number; readonly reposts?: Reposts };
  readonly connect: (events: FeedEvents, view: Partial<View>) => BoardFeed;
  /** Takes a control sequence that moves nothing on the screen. */
  readonly write: (sequence: string) => void;
  /** Keeps what the viewer says of a post. @returns where, as ` in FILE` */
  readonly keepCorrection: (correction: Correction) => string;
  readonly onRepaint: () => void;
  readonly onQuit: () => void;
}

/** What is drawn: the state and the moment it is seen at. */
export interface Snapshot {
  readonly state: BoardState;
  readonly now: number;
}

const TICK_MS = 1000;
/** A batch comes with the chosen tag's answer behind it: so long is waited for what can be drawn together. */
const GATHER_MS = 40;
/** With a batch a second, no tick falls between two of them. */
const TICK_AFTER_MESSAGE_MS = 1500;

/** Brings feed, keys and clock to the state, and carries out what the state asks for. Knows nothing of Ink. */
export class BoardSession {
  readonly #options: BoardSessionOptions;
  readonly #feed: BoardFeed;
  readonly #listeners = new Set<() => void>();
  #snapshot: Snapshot;
  #cancelTick: () => void = () => {};
  #cancelDraw: (() => void) | undefined;

  constructor(options: BoardSessionOptions) {
    this.#options = options;
    const { url, clock, columns, rows, view } = options;
    const now = clock.now();
    this.#snapshot = { state: initialState({ url, now, columns, rows, ...view }), now };
    this.#feed = options.connect(
      {
        onMessage: (message) => {
          this.#take((state, at) => takeMessage(state, message, at), 'soon');
        },
        onState: (connection) => this.#take((state, at) => takeConnection(state, connection, at)),
      },
      { ...this.#snapshot.state.asked, limit: FRAME_ROWS },
    );
  }

  /** Connects, and begins to tell the time. */
  start(): void {
    this.#feed.connect();
    this.#tick();
  }

  /** Ends both; harmless a second time. */
  stop(): void {
    this.#cancelTick();
    this.#cancelDraw?.();
    this.#feed.close();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.#snapshot;

  press(key: string): void {
    this.#take((state, now) => press(state, key, now));
  }

  resize(columns: number, rows: number): void {
    this.#take((state) => takeSize(state, columns, rows));
  }

  #tick(): void {
    this.#take((state, now) => ({ state: takeTick(state, now), effects: [] }));
    this.#tickAfter(TICK_MS);
  }

  #tickAfter(durationMs: number): void {
    this.#cancelTick();
    const { clock } = this.#options;
    this.#cancelTick = clock.at(clock.now() + durationMs, () => this.#tick());
  }

  /** @param drawn `soon`: together with what else comes */
  #take(step: (state: BoardState, now: number) => Step, drawn: 'now' | 'soon' = 'now'): void {
    const { clock } = this.#options;
    const now = clock.now();
    const { state, effects } = step(this.#snapshot.state, now);
    this.#snapshot = { state, now };
    if (drawn === 'now') this.#draw();
    else this.#cancelDraw ??= clock.at(now + GATHER_MS, () => this.#drawMessages());
    for (const effect of effects) this.#carryOut(effect);
  }

  #drawMessages(): void {
    this.#snapshot = { ...this.#snapshot, state: takeTick(this.#snapshot.state, this.#options.clock.now()) };
    this.#draw();
    this.#tickAfter(TICK_AFTER_MESSAGE_MS);
  }

  #draw(): void {
    this.#cancelDraw?.();
    this.#cancelDraw = undefined;
    for (const listener of this.#listeners) listener();
  }

  #correct(correction: Correction): void {
    const { id, label } = correction;
    try {
      const where = this.#options.keepCorrection(correction);
      this.#take((state, now) => takeCorrected(state, id, label, where, now));
    } catch (error) {
      this.#take((state, now) => takeUncorrected(state, (error as Error).message, now));
    }
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'watch':
        this.#feed.watch(effect.view);
        break;
      case 'ask-tag':
        this.#feed.askTag(effect.tag, effect.windowS);
        break;
      case 'copy':
        this.#options.write(`\u001b]52;c;${Buffer.from(effect.text).toString('base64')}\u0007`);
        break;
      case 'correct':
        this.#correct(effect.correction);
        break;
      case 'repaint':
        this.#options.onRepaint();
        break;
      case 'quit':
        this.#options.onQuit();
    }
  }
}

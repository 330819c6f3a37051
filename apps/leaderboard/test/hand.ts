import type { FrameMessage } from '@hashtide/engine/feed';
import { type BoardState, type Effect, initialState, type Step } from '../src/state/board-state.ts';
import { press } from '../src/state/press.ts';
import { rowsOnScreen } from '../src/state/rows.ts';
import { takeConnection, takeMessage, takeSize, takeTick } from '../src/state/take-message.ts';
import { frame, hello, row, T0 } from './frames.ts';

/** A board that is driven by hand. */
export class Hand {
  state: BoardState;
  now = T0;
  effects: Effect[] = [];

  constructor(columns = 80, rows = 24) {
    this.state = initialState({ url: 'ws://127.0.0.1:8888', now: this.now, columns, rows });
    this.#take(takeConnection(this.state, { state: 'open' }, this.now));
    this.#take(takeMessage(this.state, hello(), this.now));
  }

  frame(tags: string, number = 1, change: Partial<FrameMessage> = {}): this {
    const rows = tags.split(' ').map((tag, index) => row(tag, 1000 - index * 10));
    return this.message(frame(rows, number, change));
  }

  message(message: Parameters<typeof takeMessage>[1]): this {
    return this.#take(takeMessage(this.state, message, this.now));
  }

  keys(...keys: string[]): this {
    this.effects = [];
    for (const key of keys) this.#take(press(this.state, key, this.now));
    return this;
  }

  type(text: string): this {
    return this.keys(...text);
  }

  wait(durationMs: number): this {
    this.now += durationMs;
    this.state = takeTick(this.state, this.now);
    return this;
  }

  resize(columns: number, rows: number): this {
    return this.#take(takeSize(this.state, columns, rows));
  }

  get tags(): string {
    return rowsOnScreen(this.state)
      .map((each) => each.tag)
      .join(' ');
  }

  #take({ state, effects }: Step): this {
    this.state = state;
    this.effects.push(...effects);
    return this;
  }
}

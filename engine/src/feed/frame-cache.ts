import type { FeedContent } from './feed-content.ts';
import type { View } from './messages.ts';
import { queryOfView } from './view.ts';

/** Views remembered of one batch; clients that type a filter make many. */
const MAX_VIEWS = 64;

/** Frames as text, made once for all clients that share a view, until the next batch. */
export class FrameCache {
  readonly #content: FeedContent;
  readonly #bodies = new Map<string, string>();
  #sequence = 0;

  constructor(content: FeedContent) {
    this.#content = content;
  }

  get sequence(): number {
    return this.#sequence;
  }

  /** The window has changed. */
  next(): void {
    this.#sequence += 1;
    this.#bodies.clear();
  }

  /** Something else in the frame has changed. */
  clear(): void {
    this.#bodies.clear();
  }

  /** The newest frame of a view, as a message. */
  render(type: 'snapshot' | 'batch', view: View): string {
    return `{"v":1,"type":"${type}","sequence":${this.#sequence},${this.#body(view).slice(1)}`;
  }

  #body(view: View): string {
    const key = queryOfView(view).toString();
    const known = this.#bodies.get(key);
    if (known !== undefined) return known;
    if (this.#bodies.size >= MAX_VIEWS) this.#bodies.clear();
    const body = JSON.stringify(this.#content.frame(view));
    this.#bodies.set(key, body);
    return body;
  }
}

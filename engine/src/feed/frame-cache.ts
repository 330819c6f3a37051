import type { FeedContent } from './feed-content.ts';
import type { View } from './messages.ts';
import { queryOfView } from './view.ts';

/** Views remembered of one batch; clients that type a filter make many. */
const MAX_VIEWS = 64;

/** Frames, made and encoded once for all clients that share a view, until the next batch. */
export class FrameCache {
  readonly #content: FeedContent;
  readonly #bodies = new Map<string, string>();
  readonly #messages = new Map<string, Buffer>();
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
    this.clear();
  }

  /** Something else in the frame has changed. */
  clear(): void {
    this.#bodies.clear();
    this.#messages.clear();
  }

  /** The newest frame of a view, as a message. */
  render(type: 'snapshot' | 'batch', view: View): string {
    return this.#render(type, view, queryOfView(view).toString());
  }

  /** The same as UTF-8: not to be written to, it goes to other clients, too. */
  encoded(type: 'snapshot' | 'batch', view: View): Buffer {
    const key = queryOfView(view).toString();
    const known = this.#messages.get(`${type} ${key}`);
    if (known !== undefined) return known;
    const text = this.#render(type, view, key);
    const message = Buffer.from(text);
    this.#messages.set(`${type} ${key}`, message);
    return message;
  }

  #render(type: 'snapshot' | 'batch', view: View, key: string): string {
    return `{"v":1,"type":"${type}","sequence":${this.#sequence},${this.#body(view, key).slice(1)}`;
  }

  #body(view: View, key: string): string {
    const known = this.#bodies.get(key);
    if (known !== undefined) return known;
    if (this.#bodies.size >= MAX_VIEWS) this.clear();
    const body = JSON.stringify(this.#content.frame(view));
    this.#bodies.set(key, body);
    return body;
  }
}

import type { SourceCondition, SourceEvent, TweetSource } from '../tweet-source.ts';

/** Iterates a source in the background and keeps all it gave, for tests. */
export class SourceProbe {
  readonly events: SourceEvent[] = [];
  /** Settles with the iteration; rejects as it does. */
  readonly ended: Promise<void>;
  readonly #stopper = new AbortController();
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  /** @param onEvent called with each event as it comes */
  constructor(source: TweetSource, onEvent: (event: SourceEvent) => void = () => {}) {
    this.ended = this.#iterate(source, onEvent).finally(() => {
      this.#isOver = true;
      this.#changed();
    });
    this.ended.catch(() => {});
  }

  get conditions(): readonly SourceCondition[] {
    return this.events.flatMap((event) => (event.kind === 'condition' ? [event.condition] : []));
  }

  /** The records' lines, as text. */
  get lines(): readonly string[] {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return this.events.flatMap((event) =>
      event.kind === 'records' ? event.records.map(({ line }) => decoder.decode(line)) : [],
    );
  }

  /** The ids of the posts that came, in order. */
  get ids(): readonly string[] {
    return this.lines.map((line) => (JSON.parse(line) as { data: { id: string } }).data.id);
  }

  /** Resolves when `holds`, which is asked again at each event; rejects when the source ends before. */
  async until(holds: (probe: SourceProbe) => boolean): Promise<void> {
    while (!holds(this)) {
      if (this.#isOver) {
        await this.ended;
        throw new Error('the source ended before what was waited for');
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
    }
  }

  /** Aborts, and resolves when the source has ended. */
  async stop(): Promise<void> {
    this.#stopper.abort();
    await this.ended.catch(() => {});
  }

  async #iterate(source: TweetSource, onEvent: (event: SourceEvent) => void): Promise<void> {
    for await (const event of source.events(this.#stopper.signal)) {
      this.events.push(event);
      this.#changed();
      onEvent(event);
    }
  }

  #changed(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

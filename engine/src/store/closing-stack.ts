/** What is open, to be closed in reverse order. */
export class ClosingStack {
  readonly #open: (() => void | Promise<void>)[] = [];
  #closing: Promise<void> | undefined;

  add(close: () => void | Promise<void>): void {
    this.#open.push(close);
  }

  /** Whoever asks again waits for the same end: the store must not close under a backup that the first one makes. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (let close = this.#open.pop(); close !== undefined; close = this.#open.pop()) await close();
  }
}

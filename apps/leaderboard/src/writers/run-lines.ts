import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import {
  type Clock,
  FeedClient,
  type FeedMessage,
  type FeedState,
  type FrameMessage,
  type HelloMessage,
  type SourceStatus,
  type StorageStatus,
  type View,
} from '@hashtide/engine/feed';
import { oneLine } from '../text/cell.ts';
import { type FrameView, frameView, type LineWriter } from './line-writer.ts';
import { sourceSentence } from './source-sentence.ts';
import { storageSentence } from './storage-sentence.ts';

export interface RunLinesOptions {
  readonly url: string;
  readonly token?: string;
  readonly writer: LineWriter;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** A terminal whose lines are questions; left out: nothing is read. */
  readonly questions?: NodeJS.ReadableStream;
  readonly clock: Clock;
  readonly view: Partial<View>;
  /** Rows a batch. */
  readonly top: number;
  /** At least so long between two reports, in ms; the newest frame is kept meanwhile. 0: every batch. */
  readonly pauseMs: number;
  /** How long to wait for an engine that never answered, in ms. */
  readonly connectTimeoutMs: number;
  /** Ends with 0 when the recording has ended and its last batch was written. */
  readonly endWithRecording: boolean;
  readonly signal?: AbortSignal;
}

/** After the end of a recording was announced, its last batch may still be under way for so long. */
const LAST_BATCH_MS = 1000;
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Writes lines until the reader of the output goes away, a signal comes, or the recording ends.
 * @returns exit code: 0, 3 (no engine), 4 (token refused), or 128 + the signal's number
 */
export function runLines(options: RunLinesOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = new LineSession(options, resolve);
    try {
      session.start();
    } catch (error) {
      reject(error);
    }
  });
}

class LineSession {
  readonly #options: RunLinesOptions;
  readonly #finish: (exitCode: number) => void;
  readonly #feed: FeedClient;
  readonly #undo: (() => void)[] = [];
  #hello: HelloMessage | null = null;
  #previous: FrameMessage | null = null;
  #source: SourceStatus | null = null;
  #storage: StorageStatus | null = null;
  #waiting: FrameView | null = null;
  #rows: FrameView['rows'] = [];
  #nextReportAt = 0;
  #cancelReport: () => void = () => {};
  #cancelEnd: () => void = () => {};
  #wasOpen = false;
  #isOver = false;
  #startedAt = 0;

  constructor(options: RunLinesOptions, finish: (exitCode: number) => void) {
    this.#options = options;
    this.#finish = finish;
    const { url, token, clock, view, top } = options;
    this.#feed = new FeedClient({
      url,
      clock,
      view: { ...view, limit: Math.max(top, 200) },
      onMessage: (message) => this.#take(message),
      onState: (state) => this.#takeState(state),
      ...(token === undefined ? {} : { token }),
    });
  }

  start(): void {
    const { stdout, stderr, signal, questions, writer, clock } = this.#options;
    this.#startedAt = clock.now();
    const quietly = (): void => this.#end(0);
    stdout.on('error', quietly);
    stderr.on('error', () => {});
    signal?.addEventListener('abort', quietly, { once: true });
    this.#undo.push(() => signal?.removeEventListener('abort', quietly));
    for (const name of ENDING_SIGNALS) {
      const onSignal = (): void => this.#end(128 + constants.signals[name]);
      process.once(name, onSignal);
      this.#undo.push(() => process.off(name, onSignal));
    }
    if (questions !== undefined) this.#readQuestions(questions);
    if (writer.header !== '') stderr.write(`${writer.header}\n`);
    this.#feed.connect();
    if (signal?.aborted) this.#end(0);
  }

  #readQuestions(input: NodeJS.ReadableStream): void {
    const lines = createInterface({ input });
    lines.on('line', (typed) => this.#answer(typed.trim()));
    lines.on('close', () => this.#end(0));
    this.#undo.push(() => lines.removeAllListeners('close').close());
  }

  #answer(typed: string): void {
    if (typed === 'q') {
      this.#end(0);
      return;
    }
    const row = this.#rows.find(
      ({ rank, name }) => String(rank) === typed || (typed !== '' && name === typed),
    );
    if (row !== undefined) this.#feed.askTag(row.tag);
    else if (typed !== '')
      this.#write([`No rank ${oneLine(typed)}. Type one of 1 to ${this.#rows.length}, or q.`]);
  }

  #take(message: FeedMessage): void {
    switch (message.type) {
      case 'hello':
        this.#hello = message;
        this.#takeStorage(message.storage ?? null);
        this.#takeSource(message.source);
        break;
      case 'status':
        this.#takeStorage(message.storage ?? null);
        this.#takeSource(message.source);
        break;
      case 'snapshot':
      case 'batch':
        this.#takeFrame(message);
        this.#takeSource(message.source);
        break;
      case 'tag':
        this.#write(this.#options.writer.tag?.(message, this.#hello) ?? []);
        break;
      case 'error':
        this.#options.stderr.write(`Engine says: ${oneLine(message.message)}\n`);
    }
  }

  #takeFrame(frame: FrameMessage): void {
    const old = this.#previous;
    if (frame.batch === null || frame.batch.batch_time === old?.batch?.batch_time) return;
    this.#previous = frame;
    this.#waiting = frameView(frame, old, this.#options.top);
    const now = this.#options.clock.now();
    this.#cancelReport();
    if (now >= this.#nextReportAt) this.#report();
    else this.#cancelReport = this.#options.clock.at(this.#nextReportAt, () => this.#report());
  }

  #report(): void {
    const view = this.#waiting;
    if (view === null) return;
    this.#waiting = null;
    this.#rows = view.rows;
    this.#nextReportAt = this.#options.clock.now() + this.#options.pauseMs;
    this.#write(this.#options.writer.frame(view));
  }

  /** Told to people, whatever the output is for. */
  #takeStorage(storage: StorageStatus | null): void {
    const old = this.#storage;
    this.#storage = storage;
    if (old?.state !== storage?.state) this.#options.stderr.write(`${storageSentence(storage)}\n`);
  }

  #takeSource(source: SourceStatus): void {
    const old = this.#source;
    this.#source = source;
    if (old?.state !== source.state || old.detail !== source.detail) this.#tellSource(source, old);
    if (source.state !== 'ended' || !this.#options.endWithRecording) return;
    this.#cancelEnd();
    const { clock } = this.#options;
    this.#cancelEnd = clock.at(clock.now() + LAST_BATCH_MS, () => this.#end(0));
  }

  #tellSource(source: SourceStatus, old: SourceStatus | null): void {
    const { writer, stderr } = this.#options;
    const isTrouble = source.detail !== '';
    if (writer.source === undefined) {
      // Only a trouble and its end: the output of the others is for programs, so it goes beside it.
      if (isTrouble || (old !== null && old.detail !== '')) stderr.write(`${sourceSentence(source)}\n`);
    } else if (old !== null || isTrouble) {
      this.#write(writer.source(source));
    }
  }

  #takeState(state: FeedState): void {
    const { stderr, clock, connectTimeoutMs } = this.#options;
    if (state.state === 'open') this.#wasOpen = true;
    if (state.state === 'closed' && state.code !== 'CLOSED') {
      stderr.write(`${oneLine(state.reason)}\n`);
      this.#end(state.code === 'TOKEN_REFUSED' ? 4 : 3);
    }
    if (state.state !== 'retrying') return;
    const reason = oneLine(state.reason);
    const deadline = this.#startedAt + connectTimeoutMs;
    if (this.#source?.state === 'ended' && this.#options.endWithRecording) {
      this.#end(0);
    } else if (this.#wasOpen) {
      if (state.attempt <= 1)
        stderr.write(`Lost the engine at ${this.#feed.url}: ${reason}. Trying again.\n`);
    } else if (state.at > deadline || clock.now() >= deadline) {
      stderr.write(`No engine answers at ${this.#feed.url}: ${reason}.\n`);
      stderr.write('  Start one: hashtide run      No key? Try: hashtide demo\n');
      this.#end(3);
    }
  }

  #write(lines: readonly string[]): void {
    if (lines.length > 0 && !this.#isOver) this.#options.stdout.write(`${lines.join('\n')}\n`);
  }

  #end(exitCode: number): void {
    if (this.#isOver) return;
    this.#report();
    this.#isOver = true;
    this.#cancelReport();
    this.#cancelEnd();
    for (const undo of this.#undo) undo();
    this.#feed.close();
    this.#finish(exitCode);
  }
}

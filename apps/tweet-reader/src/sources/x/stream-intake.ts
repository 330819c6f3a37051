import type { Clock } from '@hashtide/engine';
import type { EventQueue } from './event-queue.ts';
import type { PostBudget } from './post-budget.ts';
import { describeProblem } from './problem.ts';
import type { StreamListener } from './read-stream.ts';
import { isWorthSaying, type SourceLog } from './source-log.ts';
import { toRecord } from './x-record.ts';

/** What came and what became of it, since the source was made. */
export interface XCounters {
  /** Connections tried. */
  readonly connects: number;
  /** Posts that came, repeated ones too. */
  readonly posts: number;
  /** Posts longer than a record may be: dropped. */
  readonly tooLong: number;
  /** Posts for which the queue had no room: dropped. */
  readonly overflowed: number;
  /** What X said about the stream itself. */
  readonly notices: number;
  /** JSON of a kind not known here. */
  readonly unknown: number;
  /** Lines that are no JSON. */
  readonly unparsable: number;
}

export interface StreamIntakeOptions {
  readonly clock: Clock;
  readonly log: SourceLog;
  readonly budget: PostBudget;
}

const TOO_LONG = 'a line was longer than a post may be (64 KiB) and is dropped';

/** Turns what a connection brings into stamped records in a queue, and counts all of it. */
export class StreamIntake {
  readonly #options: StreamIntakeOptions;
  readonly #counters = {
    connects: 0,
    posts: 0,
    tooLong: 0,
    overflowed: 0,
    notices: 0,
    unknown: 0,
    unparsable: 0,
  };
  #lastStamp = Number.NEGATIVE_INFINITY;

  constructor(options: StreamIntakeOptions) {
    this.#options = options;
  }

  get counters(): XCounters {
    return this.#counters;
  }

  /** The clock's time, but never before a stamp that was given: the machine's clock may be set back. */
  stamp(): number {
    this.#lastStamp = Math.max(this.#lastStamp, this.#options.clock.now());
    return this.#lastStamp;
  }

  countConnect(): void {
    this.#counters.connects += 1;
  }

  listenerFor(queue: EventQueue): StreamListener {
    const { log, budget } = this.#options;
    return {
      onConnected: () => log('info', 'connected to X'),
      onPost: (payload) => {
        this.#counters.posts += 1;
        budget.count();
        this.#store(payload, queue);
        budget.requireRoom();
      },
      onNotice: (problem) => {
        this.#counters.notices += 1;
        log('warn', `X says: ${describeProblem(problem)}${problem.detail && `: ${problem.detail}`}`);
      },
      onUnknown: () => this.#count('unknown', 'X sent a message of an unknown kind'),
      onTooLong: () => this.#count('tooLong', TOO_LONG),
      onUnparsable: () => this.#count('unparsable', 'X sent a line that is no JSON'),
    };
  }

  #store(payload: object, queue: EventQueue): void {
    const record = toRecord(payload, this.stamp());
    if (record === undefined) this.#count('tooLong', TOO_LONG);
    else if (!queue.pushRecord(record)) {
      this.#count(
        'overflowed',
        'posts come faster than they are taken; the queue is full and the newest is dropped',
      );
    }
  }

  #count(what: 'tooLong' | 'overflowed' | 'unknown' | 'unparsable', message: string): void {
    this.#counters[what] += 1;
    const count = this.#counters[what];
    if (isWorthSaying(count)) this.#options.log('warn', `${message} (${count} so far)`);
  }
}

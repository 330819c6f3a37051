import { randomUUID } from 'node:crypto';
import type { Clock } from '@hashtide/engine';
import type { Greeting, ReaderCondition } from '@hashtide/engine/sources';
import type { TweetSource } from '../tweet-source.ts';
import { LineProtocolServer } from './line-protocol-server.ts';
import { SourcePump } from './source-pump.ts';
import { Spool, type SpoolOptions } from './spool.ts';
import { SpoolRoom } from './spool-room.ts';

/** News of a source are passed on at once, but not more often than this. */
const NEWS_MS = 100;

export interface RunReaderOptions {
  readonly source: TweetSource;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Takes a line for people, now and then. */
  log(line: string): void;
  readonly spool?: SpoolOptions;
  /** It listens, on this port. */
  readonly onListening?: (port: number) => void;
}

export interface ReaderResult {
  /** Records read from the source, those included that were read again for an engine that came back. */
  readonly records: number;
  /** Every engine connected at the end has acked up to this sequence number. */
  readonly acked: number;
  /** Records that an engine wanted and that no longer fitted into the spool. */
  readonly dropped: number;
}

/**
 * Serves a source to engines. A live source is read from now on, a recorded one from when the first engine has said
 * where it goes on.
 * @returns when a recording is over and every connected engine, at least one, has acked all of it; or after an abort
 * @throws {StreamingError} `PORT_IN_USE`, or what the source threw
 */
export async function runReader(options: RunReaderOptions): Promise<ReaderResult> {
  options.signal.throwIfAborted();
  const run = new ReaderRun(options);
  return await run.untilOver();
}

class ReaderRun {
  readonly #options: RunReaderOptions;
  readonly #spool: Spool;
  readonly #room: SpoolRoom;
  readonly #pump: SourcePump;
  readonly #server: LineProtocolServer;
  readonly #epoch: string;
  /** Of a recording that can be read from any sequence number on. */
  readonly #total: number | undefined;
  /** Settled with the sequence number up to which all was acked. */
  readonly #over = Promise.withResolvers<number>();
  #lastHeartbeat = -Infinity;

  constructor(options: RunReaderOptions) {
    const { source, clock, host = '127.0.0.1', port, log } = options;
    this.#options = options;
    this.#epoch = source.epoch ?? randomUUID();
    this.#total = source.clock === 'recorded' && source.epoch !== undefined ? source.total : undefined;
    this.#spool = new Spool(options.spool);
    this.#pump = new SourcePump({
      source,
      spool: this.#spool,
      makeRoom: () => this.#room.make(),
      onRecords: () => this.#server.wake(),
      onNews: () => this.#tell(),
      onOver: () => this.#server.wake(),
      onFailure: (error) => this.#over.reject(error),
    });
    this.#server = new LineProtocolServer({
      host,
      port,
      clock,
      spool: this.#spool,
      greeting: () => this.#greeting(),
      watermark: () => this.#watermark(),
      condition: () => this.#condition(),
      isOver: () => this.#pump.state === 'over',
      onResume: (engineId, next) => this.#resumed(engineId, next),
      onAck: () => this.#room.acked(),
      onProgress: () => this.#progress(),
    });
    this.#room = new SpoolRoom({
      spool: this.#spool,
      clock,
      sourceClock: source.clock,
      isReReadable: this.#total !== undefined,
      engines: () => this.#server.engines,
      onRoom: () => this.#pump.onRoom(),
      log,
    });
  }

  async untilOver(): Promise<ReaderResult> {
    const { source, signal, onListening } = this.#options;
    const onAbort = (): void => this.#over.resolve(this.#acked());
    signal.addEventListener('abort', onAbort, { once: true });
    const port = await this.#server.listen();
    try {
      onListening?.(port);
      if (source.clock === 'live') this.#pump.start(1);
      const acked = await this.#over.promise;
      return { records: this.#pump.numRecords, acked, dropped: this.#spool.numDropped };
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#room.stop();
      await Promise.all([this.#pump.stop(), this.#server.close()]);
    }
  }

  #greeting(): Greeting {
    const { name, clock, about } = this.#options.source;
    const { first, next } = this.#held();
    return { source: name, epoch: this.#epoch, clock, first, next, about };
  }

  /** What can be had: of a recording that can be read again, all, unless that would keep other engines waiting. */
  #held(): { first: number; next: number } {
    const { first, next, lowestAck } = this.#spool;
    if (this.#total === undefined) return { first, next };
    const isAlone = this.#server.engines.length === 0;
    return {
      first: isAlone ? 1 : Math.min(first, (lowestAck ?? 0) + 1),
      next: this.#pump.state === 'over' ? next : Math.max(next, this.#total + 1),
    };
  }

  #resumed(engineId: string, next: number): void {
    const known = this.#spool.ackedBy(engineId);
    this.#spool.remember(engineId, Math.min(known ?? Infinity, next - 1));
    const { clock } = this.#options.source;
    if (clock === 'live') return;
    const isReadBefore = this.#pump.state !== 'waiting';
    if (this.#total === undefined) {
      if (!isReadBefore) this.#pump.start(1);
    } else if (!isReadBefore && next > this.#total) {
      this.#pump.skipTo(this.#total + 1);
    } else if (!isReadBefore || next < this.#spool.first) {
      this.#pump.start(next);
    }
  }

  #progress(): void {
    this.#pump.onRoom();
    const { engines } = this.#server;
    if (this.#pump.state !== 'over' || engines.length === 0) return;
    const end = this.#spool.next - 1;
    const isDone = engines.every(
      ({ engineId, isEndSent }) => isEndSent && (this.#spool.ackedBy(engineId) ?? 0) >= end,
    );
    if (isDone) this.#over.resolve(end);
  }

  #tell(): void {
    const now = this.#options.clock.now();
    if (now - this.#lastHeartbeat < NEWS_MS) return;
    this.#lastHeartbeat = now;
    this.#server.heartbeat();
  }

  #watermark(): number {
    // Of a live source too: what it has stamped may still be on its way to the spool.
    return Math.max(0, this.#pump.watermark);
  }

  #condition(): ReaderCondition | undefined {
    const condition = this.#pump.condition;
    if (condition === undefined || condition.state === 'connected') return undefined;
    return { state: condition.state, why: condition.why, retryAt: condition.retryAt ?? null };
  }

  #acked(): number {
    const acks = this.#server.engines.map(({ engineId }) => this.#spool.ackedBy(engineId) ?? 0);
    return acks.length > 0 ? Math.min(...acks) : (this.#spool.lowestAck ?? 0);
  }
}

import { randomUUID } from 'node:crypto';
import type { Clock } from '@hashtide/engine';
import type { Greeting, ReaderCondition } from '@hashtide/engine/sources';
import type { TweetSource } from '../tweet-source.ts';
import { DiskSpool, type DiskSpoolOptions } from './disk-spool/disk-spool.ts';
import { LineProtocolServer, type LineProtocolServerOptions } from './line-protocol-server.ts';
import type { RecordSpool } from './record-spool.ts';
import { describeRegression } from './regression.ts';
import { SourcePump } from './source-pump.ts';
import type { Spool, SpoolOptions } from './spool.ts';
import { SpoolRoom } from './spool-room.ts';

/** News of a source are passed on at once, but not more often than this. */
const NEWS_MS = 100;
/** What an engine has been sent and not acked, where it can wait on the disk. */
const WINDOW_BYTES = 64 * 1024 * 1024;

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
  /** Of a spool in memory. */
  readonly spool?: SpoolOptions;
  /** Where records of a source that cannot be read again are kept until engines have them; default: in memory. */
  readonly diskSpool?: DiskSpoolOptions;
  /** With a spool on the disk: sent to an engine and not acked, at most about so much; default 64 MiB. */
  readonly windowBytes?: number;
  /** What listens for engines; default: TCP. */
  readonly createServer?: LineProtocolServerOptions['createServer'];
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
  /** Records that an engine asked for again, after it had acked them, and that were kept no longer. */
  readonly unrecoverable: number;
}

/** One life of a reader: a source, a spool and the engines. */
export class ReaderRun {
  readonly #options: RunReaderOptions;
  readonly #spool: RecordSpool;
  readonly #room: SpoolRoom;
  readonly #pump: SourcePump;
  readonly #server: LineProtocolServer;
  readonly #epoch: string;
  /** Of a recording that can be read from any sequence number on. */
  readonly #total: number | undefined;
  /** Settled with the sequence number up to which all was acked. */
  readonly #over = Promise.withResolvers<number>();
  #lastHeartbeat = -Infinity;
  #numUnrecoverable = 0;
  #isDone = false;

  constructor(
    options: RunReaderOptions,
    spool: Spool | DiskSpool,
    restartAt: (sequence: number) => void = () => {},
  ) {
    const { source, clock, host = '127.0.0.1', port, log } = options;
    this.#options = options;
    this.#epoch = spool instanceof DiskSpool ? spool.epoch : (source.epoch ?? randomUUID());
    this.#total = canBeReadAgain(source) ? source.total : undefined;
    this.#spool = spool;
    this.#pump = new SourcePump({
      source,
      spool: this.#spool,
      restartAt,
      makeRoom: () => this.#room.make(),
      onRecords: () => this.#server.wake(),
      onNews: () => this.#tell(),
      onOver: () => {
        if (spool instanceof DiskSpool) void spool.flush();
        this.#server.wake();
      },
      onFailure: (error) => this.#over.reject(error),
    });
    this.#server = new LineProtocolServer({
      host,
      port,
      clock,
      createServer: options.createServer,
      spool: this.#spool,
      ...(spool instanceof DiskSpool && { windowBytes: options.windowBytes ?? WINDOW_BYTES }),
      greeting: () => this.#greeting(),
      watermark: () => this.#watermark(),
      condition: () => this.#condition(),
      isOver: () => this.#pump.state === 'over' && this.#spool.isSettled,
      onResume: (engineId, next) => this.#resumed(engineId, next),
      onAck: () => this.#room.acked(),
      onProgress: () => this.#progress(),
      log,
    });
    this.#room = new SpoolRoom({
      spool: this.#spool,
      clock,
      sourceClock: source.clock,
      isReReadable: this.#total !== undefined,
      isOnDisk: spool instanceof DiskSpool,
      engines: () => this.#server.engines,
      onRoom: () => this.#pump.onRoom(),
      log,
    });
  }

  /** The recording is over and every engine has all of it. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The spool on the disk has more to send, or room for more. */
  spoolProgress(): void {
    this.#pump.onRoom();
    this.#server.wake();
  }

  async untilOver(): Promise<ReaderResult> {
    const { source, signal, onListening } = this.#options;
    const onAbort = (): void => this.#over.resolve(this.#acked());
    signal.addEventListener('abort', onAbort, { once: true });
    const port = await this.#server.listen();
    try {
      onListening?.(port);
      if (source.clock === 'live') this.#pump.start();
      const acked = await this.#over.promise;
      return {
        records: this.#pump.numRecords,
        acked,
        dropped: this.#spool.numDropped,
        unrecoverable: this.#numUnrecoverable,
      };
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

  #resumed(engineId: string, next: number): string | undefined {
    const known = this.#spool.ackedBy(engineId);
    this.#spool.remember(engineId, Math.min(known ?? Infinity, next - 1));
    const alarm = this.#regressed(engineId, next, known);
    const { clock } = this.#options.source;
    if (clock === 'live') return alarm;
    const isReadBefore = this.#pump.state !== 'waiting';
    if (this.#total === undefined) {
      if (!isReadBefore) this.#pump.start();
    } else if (!isReadBefore && next > this.#total) {
      this.#pump.skipTo(this.#total + 1);
    } else if (!isReadBefore || next < this.#spool.first) {
      this.#pump.startAt(next);
    }
    return alarm;
  }

  /** An engine that asks for what it had acked has gone back in time: its database is an old one. */
  #regressed(engineId: string, next: number, acked = 0): string | undefined {
    if (next > acked) return undefined;
    const first = this.#total === undefined ? this.#spool.first : 1;
    const unrecoverable = Math.max(0, Math.min(first, acked + 1) - next);
    this.#numUnrecoverable += unrecoverable;
    const alarm = describeRegression({ asked: acked - next + 1, unrecoverable });
    this.#options.log(`engine ${engineId}: ${alarm}`);
    return alarm;
  }

  #progress(): void {
    this.#pump.onRoom();
    const { engines } = this.#server;
    if (this.#pump.state !== 'over' || !this.#spool.isSettled || engines.length === 0) return;
    const end = this.#spool.next - 1;
    const isDone = engines.every(
      ({ engineId, isEndSent }) => isEndSent && (this.#spool.ackedBy(engineId) ?? 0) >= end,
    );
    if (!isDone) return;
    this.#isDone = true;
    this.#over.resolve(end);
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
    const { trouble } = this.#spool;
    if (trouble !== undefined) return { state: 'disk-full', why: trouble, retryAt: null };
    const condition = this.#pump.condition;
    if (condition === undefined || condition.state === 'connected') return undefined;
    return { state: condition.state, why: condition.why, retryAt: condition.retryAt ?? null };
  }

  #acked(): number {
    const acks = this.#server.engines.map(({ engineId }) => this.#spool.ackedBy(engineId) ?? 0);
    return acks.length > 0 ? Math.min(...acks) : (this.#spool.lowestAck ?? 0);
  }
}

/** From any sequence number on, as often as one likes. */
export function canBeReadAgain({ clock, epoch, total }: TweetSource): boolean {
  return clock === 'recorded' && epoch !== undefined && total !== undefined;
}

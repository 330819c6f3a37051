import { SourceTimeInputDStream, type SourceTimeOptions } from '../../dstream/source-time-input-dstream.ts';
import { decodeLines } from '../../receiver/decode-lines.ts';
import type { OffsetRange } from '../../receiver/input-info.ts';
import type { SourceTimeSink } from '../../receiver/source-time.ts';
import type { StreamingContext } from '../../streaming-context.ts';
import type { Clock } from '../../time/clock.ts';
import type { Time } from '../../time/duration.ts';
import { BlockGrouper } from './block-grouper.ts';
import { type LineProtocolCounters, zeroCounters } from './counters.ts';
import { LineProtocolClient, type LineProtocolClientOptions } from './line-protocol-client.ts';
import type { LoggedBlock } from './logged-block.ts';
import { LoggedSink } from './logged-sink.ts';
import type { SourceClock } from './messages.ts';
import { ReceiverEvents } from './receiver-events.ts';
import type { RecordTarget } from './record-target.ts';
import type { SourceLog } from './source-log.ts';
import { type LineProtocolStatus, NOT_CONNECTED } from './source-status.ts';

/** Epochs whose source names are remembered; a batch holds records of one, rarely of two. */
const MAX_EPOCHS = 64;

/** The client's options, less what the stream itself sees to. */
export interface LineProtocolStreamOptions
  extends Omit<LineProtocolClientOptions, 'clock' | 'target' | 'before'> {
  /** Where what is received is kept until it is committed; default: nowhere, and an ack follows the commit. */
  readonly log?: SourceLog | undefined;
  /** Default: the context's. */
  readonly clock?: Clock | undefined;
}

/** What one source gave to one batch: the records `fromSequence … untilSequence − 1` of an epoch. */
export interface LineProtocolRange extends OffsetRange {
  readonly source: string;
  readonly clock: SourceClock;
  readonly batchTime: Time;
}

/** The range of a batch's newest epoch, with the whole batch's late records. */
export interface LineProtocolOffsets extends LineProtocolRange {
  readonly numLate: number;
}

/** What a line protocol stream's records are. */
type Records<T> = Pick<SourceTimeOptions<T>, 'decode' | 'onArrival'>;

/** A stream of a reader's records. */
export class LineProtocolDStream<T = string> extends SourceTimeInputDStream<T> {
  readonly counters: LineProtocolCounters;
  readonly #options: LineProtocolStreamOptions;
  readonly #clock: Clock;
  readonly #epochs = new Map<string, { readonly source: string; readonly clock: SourceClock }>();
  #client: LineProtocolClient | undefined;
  #grouper: BlockGrouper | undefined;
  #events: ReceiverEvents | undefined;
  /** Two reasons to take nothing: the batches that wait are enough, or whoever keeps them cannot. */
  #isFull = false;
  #isHeld = false;
  #sourceTime = Number.NEGATIVE_INFINITY;

  constructor(ssc: StreamingContext, options: LineProtocolStreamOptions, records: Records<T>) {
    super(ssc, { name: 'lineProtocol', ...records });
    this.#options = options;
    this.#clock = options.clock ?? ssc.clock;
    this.counters = options.counters ?? zeroCounters();
  }

  /** How the connection stands. */
  get status(): LineProtocolStatus {
    return this.#client?.status ?? NOT_CONNECTED;
  }

  /** How far the stamps of what it is connected to have come; -Infinity: it has not said. */
  get sourceTime(): Time {
    return this.#sourceTime;
  }

  /**
   * What a batch holds, from when it closed until it is forgotten; undefined: no records. Where one batch holds
   * records of two epochs (a reader was replaced within it) this is the newer one's: see {@link offsetRanges}.
   */
  offsetRange(batchTime: Time): LineProtocolOffsets | undefined {
    const range = this.offsetRanges(batchTime).at(-1);
    return range && { ...range, numLate: this.inputInfo(batchTime)?.numLate ?? 0 };
  }

  /** What a batch holds of each epoch, oldest first: to be committed together with what was made of it. */
  offsetRanges(batchTime: Time): readonly LineProtocolRange[] {
    const ranges = new Map<string, LineProtocolRange>();
    for (const range of this.inputInfo(batchTime)?.offsetRanges ?? []) {
      const epoch = this.#epochs.get(range.epoch);
      if (epoch === undefined) continue;
      const fromSequence = ranges.get(range.epoch)?.fromSequence ?? range.fromSequence;
      ranges.set(range.epoch, { ...range, ...epoch, fromSequence, batchTime });
    }
    return [...ranges.values()];
  }

  /** What was made of a batch is durable: neither the log nor the reader need keep its records. */
  commit(range: Pick<LineProtocolRange, 'source' | 'epoch' | 'untilSequence' | 'batchTime'>): void {
    this.#options.log?.committed(range.batchTime);
    this.#client?.ack(range.source, range.epoch, range.untilSequence - 1);
  }

  /** Takes nothing from the reader until {@link release}: what comes of it could not be kept. */
  hold(): void {
    this.#isHeld = true;
    this.#client?.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.#resume();
  }

  protected override onStart(sink: SourceTimeSink): void {
    const { log } = this.#options;
    const logged = log && this.#logged(log, sink);
    const replay = log?.takeReplay() ?? [];
    const grouper = new BlockGrouper({
      sink: logged ?? sink,
      batchDuration: this.batchDuration,
      clock: this.#clock,
      onFull: () => this.#pause(),
      onLate: (numRecords) => {
        this.counters.late += numRecords;
      },
    });
    this.#grouper = grouper;
    const events = new ReceiverEvents(
      (event, info) => this.tellReceiver(event, info),
      () => this.#clock.now(),
      this.id,
      this.name,
    );
    this.#events = events;
    this.#client = new LineProtocolClient({
      ...this.#options,
      known: [...(this.#options.known ?? []), ...(log?.positions ?? [])],
      before: replay.at(-1),
      onStatus: (status) => {
        events.changed(status);
        this.#options.onStatus?.(status);
      },
      clock: this.#clock,
      counters: this.counters,
      target: this.#withEpochs(grouper),
    });
    (logged ?? sink).onDrain(() => {
      this.#isFull = false;
      this.#resume();
    });
    if (logged !== undefined) this.#replay(replay, logged, grouper);
    if (this.#isHeld) this.#client.pause();
    this.#client.start();
  }

  protected override async onStop(): Promise<void> {
    await this.#client?.stop();
    this.#events?.stopped();
    this.#grouper?.flush();
  }

  #logged(log: SourceLog, sink: SourceTimeSink): LoggedSink {
    return new LoggedSink({
      sink,
      log,
      batchDuration: this.batchDuration,
      about: ({ epoch }) => {
        const { source, clock } = this.#epochs.get(epoch) ?? NOT_CONNECTED;
        return { source, clock, lastAt: this.#grouper?.lastAt ?? 0 };
      },
      onDurable: (source, { epoch, untilSequence }) => this.#client?.ack(source, epoch, untilSequence - 1),
      onFull: () => this.#pause(),
    });
  }

  /** What an earlier life received and did not commit comes before all else. */
  #replay(blocks: readonly LoggedBlock[], logged: LoggedSink, grouper: BlockGrouper): void {
    const last = blocks.at(-1);
    if (last === undefined) return;
    let watermark = Number.NEGATIVE_INFINITY;
    for (const { block, source, clock, lastAt } of blocks) {
      this.#remember(block.epoch, source, clock);
      logged.storePrepared(block);
      grouper.goOnBehind(block.epoch, block.batchTime);
      watermark = Math.max(watermark, lastAt);
    }
    logged.setConnection({ connected: false, clock: last.clock });
    logged.advanceWatermark(watermark);
  }

  #remember(epoch: string, source: string, clock: SourceClock): void {
    const epochs = this.#epochs;
    epochs.delete(epoch);
    epochs.set(epoch, { source, clock });
    const oldest = epochs.keys().next();
    if (epochs.size > MAX_EPOCHS && !oldest.done) epochs.delete(oldest.value);
  }

  #pause(): void {
    this.#isFull = true;
    this.#client?.pause();
  }

  #resume(): void {
    if (!this.#isFull && !this.#isHeld) this.#client?.resume();
  }

  /** `target`, with the epochs it sees written down. */
  #withEpochs(target: BlockGrouper): RecordTarget {
    return {
      begin: (source, epoch, clock) => {
        this.#remember(epoch, source, clock);
        target.begin(source, epoch);
      },
      record: (sequence, at, bytes, start, end) => target.record(sequence, at, bytes, start, end),
      watermark: (at) => {
        this.#sourceTime = at;
        target.watermark(at);
      },
      connection: (connection) => {
        this.#sourceTime = Number.NEGATIVE_INFINITY;
        target.connection(connection);
      },
      end: () => target.end(),
    };
  }
}

/**
 * Reads a reader's records over the line protocol, or lines from a plain `nc`, each as JSON text, into batches by
 * their own stamp. Needs a StreamingContext with `batchTime: 'source'`. Exactly once, if each batch commits its
 * {@link LineProtocolDStream.offsetRanges} with its results, `position` gives back what was committed, and
 * {@link LineProtocolDStream.commit} is called after it.
 */
export function lineProtocolStream(
  ssc: StreamingContext,
  options: LineProtocolStreamOptions,
): LineProtocolDStream<string> {
  return new LineProtocolDStream(ssc, options, { decode: decodeLines });
}

/** How {@link lineProtocolBlocks} reads a block. */
export interface BlockReading<T> {
  /** @param bytes JSON texts, each ended by `\n` */
  read(bytes: Uint8Array): T;
  /** Whether what it makes of them looks at the bytes. */
  readonly keepsBytes: boolean;
  /** The same in another thread, for many blocks; rejects where that cannot be. */
  readonly readElsewhere?: ((bytes: Uint8Array) => Promise<T>) | undefined;
}

/**
 * The same, a block of records at a time: each is what `read` makes of its bytes when it comes in, so that a batch
 * that closes finds it done.
 */
export function lineProtocolBlocks<T>(
  ssc: StreamingContext,
  options: LineProtocolStreamOptions,
  reading: BlockReading<T>,
): LineProtocolDStream<T> {
  const { keepsBytes, readElsewhere } = reading;
  return new LineProtocolDStream<T>(ssc, options, {
    decode: (bytes, push) => push(reading.read(bytes)),
    onArrival: {
      keepsBytes,
      elsewhere: readElsewhere && (async (bytes) => [await readElsewhere(bytes)]),
    },
  });
}

import type Database from 'better-sqlite3';
import { StorageHealth } from '../../engine/src/checkpoint/storage-health.ts';
import type { MemorySegmentFolder } from '../../engine/src/checkpoint/testing/memory-segment-folder.ts';
import type { BatchRecord } from '../../engine/src/pipeline/batch-record.ts';
import { buildPipeline } from '../../engine/src/pipeline/build-pipeline.ts';
import { BlockScanner } from '../../engine/src/pipeline/bytes/block-scanner.ts';
import { HashtagWindows } from '../../engine/src/pipeline/hashtag-windows.ts';
import { SeenIds } from '../../engine/src/pipeline/seen-ids.ts';
import {
  type LineProtocolDStream,
  type LineProtocolRange,
  type LineProtocolStreamOptions,
  lineProtocolBlocks,
} from '../../engine/src/sources/line-protocol/line-protocol-stream.ts';
import { refuseOldRecords } from '../../engine/src/sources/line-protocol/refuse-old-records.ts';
import { SourceLog } from '../../engine/src/sources/line-protocol/source-log.ts';
import { Committer } from '../../engine/src/store/committer.ts';
import { restoreMemory } from '../../engine/src/store/restore-memory.ts';
import { positionIn } from '../../engine/src/store/source-id.ts';
import { StreamingContext } from '../../engine/src/streaming-context.ts';
import { clearActive } from '../../engine/src/streaming-context-active.ts';
import type { Random } from '../fixture/random.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { SimulatedSegmentFolder } from './simulated-segment-folder.ts';
import { SimulatedStore } from './simulated-store.ts';
import { SIMULATED_MODEL } from './simulated-tweet.ts';
import type { Variant } from './variant.ts';

const MAX_PENDING_BATCHES = 64;
/** How late what a control leaves out happens, ms. */
const LATE_MS = 3_000;

export interface EngineLifeOptions {
  readonly process: SimulatedProcess;
  readonly disk: SimulatedDisk;
  readonly db: Database.Database;
  /** undefined: without a log. */
  readonly logFolder: MemorySegmentFolder | undefined;
  readonly logSegmentBytes: number;
  readonly network: SimulatedNetwork;
  readonly random: Random;
  readonly batchDurationMs: number;
  readonly variant: Variant | undefined;
  onCommitted(life: EngineLife, record: BatchRecord, ranges: readonly LineProtocolRange[]): void;
  /** It cannot go on. */
  onFailure(error: unknown): void;
  say(line: string): void;
}

/** One life of the engine: wired as the product wires it, with a store, a log and a socket that are played. */
export class EngineLife {
  readonly stream: LineProtocolDStream<unknown>;
  readonly log: SourceLog | undefined;
  readonly windows: HashtagWindows;
  readonly #ssc: StreamingContext;
  readonly #health: StorageHealth;
  readonly #committer: Committer;
  readonly #process: SimulatedProcess;
  #hasFailed = false;

  /** Starts it. @throws what the log or the store throw: it has not begun to live then */
  constructor(options: EngineLifeOptions) {
    const { process, disk, network, random, batchDurationMs, say, onFailure, onCommitted } = options;
    this.#process = process;
    const store = this.#store(options);
    const clock = process;
    this.windows = new HashtagWindows({ batchDuration: batchDurationMs });
    const seenIds = new SeenIds();
    restoreMemory(store, this.windows, seenIds);
    const health = new StorageHealth({ clock });
    this.#health = health;
    const { logFolder: folder, variant } = options;
    const isSyncLate = variant === 'ack-before-sync';
    const lateMs = () => random.integer(1, LATE_MS);
    const lastBatchTime = store.lastBatchTime() ?? Number.NEGATIVE_INFINITY;
    const fail = (error: unknown): void => {
      if (process.isAlive && !this.#hasFailed) onFailure(error);
      this.#hasFailed = true;
    };
    this.log =
      folder &&
      new SourceLog({
        folder: new SimulatedSegmentFolder({ folder, disk, process, isSyncLate, lateMs }),
        ...{ clock, lastBatchTime, segmentBytes: options.logSegmentBytes },
        committed: (source, epoch) => positionIn(store, source, epoch),
        salt: () => random.integer(0, 2 ** 32 - 1),
        onTrouble: (error) => {
          if (error === undefined) health.works('log');
          else if (!health.failed('log', error)) fail(error);
        },
      });
    const ssc = new StreamingContext({ master: 'local[1]', appName: 'simulation' }, batchDurationMs, {
      ...{ clock, lastBatchTime },
      batchTime: 'source',
      failedOutputPolicy: 'fail',
      maxPendingBatches: MAX_PENDING_BATCHES,
    });
    this.#ssc = ssc;
    process.onDeath(() => clearActive(ssc));
    const scanner = new BlockScanner({ model: SIMULATED_MODEL, keepsRecords: false });
    const reading: LineProtocolStreamOptions = {
      ...{ host: '127.0.0.1', port: 1, engineId: 'engine' },
      log: this.log,
      connect: () => network.connect(process),
      random: () => random.next(),
      position: (source, epoch) => positionIn(store, source, epoch),
      accept: (greeting, firstRecordAt) =>
        refuseOldRecords(greeting, firstRecordAt, {
          lastBatchTime: store.lastBatchTime() ?? Number.NEGATIVE_INFINITY,
          known: positionIn(store, greeting.source, greeting.epoch),
          database: store.file,
        }),
      onStatus: ({ state, detail }) => process.isAlive && say(`${state} ${detail}`),
      onFailure: fail,
    };
    const stream = lineProtocolBlocks(ssc, reading, {
      read: (bytes) => scanner.read(bytes),
      keepsBytes: false,
    });
    this.stream = stream;
    health.onChange((trouble) => {
      if (trouble === undefined) stream.release();
      else stream.hold();
      if (process.isAlive)
        say(trouble === undefined ? 'storage works' : `the ${trouble.part}: ${trouble.fault}`);
    });
    this.#committer = new Committer({
      ...{ ssc, reader: stream, store, windows: this.windows, seenIds, health },
      onCommitted: () => {},
      onWarning: say,
    });
    const ranges = new Map<number, readonly LineProtocolRange[]>();
    this.#onCommitted = (records, results) => {
      for (const [index, record] of records.entries()) {
        if (results[index]?.committed !== true) continue;
        onCommitted(this, record, ranges.get(record.batchTime) ?? []);
        ranges.delete(record.batchTime);
      }
    };
    buildPipeline({
      blocks: stream,
      model: SIMULATED_MODEL,
      seenIds,
      recentPosts: undefined,
      commit: (batchTime, counts) => {
        // A batch that waits for others may be forgotten by the stream before it is committed.
        ranges.set(batchTime, stream.offsetRanges(batchTime));
        return this.#committer.commit(batchTime, counts);
      },
    });
    ssc.start();
    ssc.awaitTermination().catch(fail);
  }

  #onCommitted: ConstructorParameters<typeof SimulatedStore>[0]['onCommitted'] = () => {};

  /** Ends it in order. */
  async stop(): Promise<void> {
    this.#health.giveUp();
    await this.#ssc.stop();
    if (!this.#hasFailed) await this.#committer.flush();
    await this.log?.close();
    this.#process.die('end');
  }

  #store({ db, disk, process, random, variant }: EngineLifeOptions): SimulatedStore {
    return new SimulatedStore({
      ...{ db, disk, process },
      positionLateMs: variant === 'position-apart' ? () => random.integer(1, LATE_MS) : undefined,
      onCommitted: (records, results) => this.#onCommitted(records, results),
    });
  }
}

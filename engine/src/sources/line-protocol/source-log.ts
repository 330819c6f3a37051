import {
  type LogDamage,
  peekSegments,
  type RecoveredRecord,
  setSegmentsAside,
} from '../../checkpoint/recover-segments.ts';
import type { SegmentFolder } from '../../checkpoint/segment-folder.ts';
import { SegmentLog, type SegmentLogOptions } from '../../checkpoint/segment-log.ts';
import type { Clock } from '../../time/clock.ts';
import type { Time } from '../../time/duration.ts';
import { decodeLoggedBlock, encodeLoggedBlock, type LoggedBlock } from './logged-block.ts';
import { RAW_SOURCE } from './messages.ts';
import type { StreamPosition } from './stream-positions.ts';

export interface SourceLogOptions
  extends Pick<SegmentLogOptions, 'segmentBytes' | 'maxSegments' | 'onTrouble' | 'salt'> {
  readonly folder: SegmentFolder;
  readonly clock: Clock;
  /** The last batch that is committed; -Infinity: none. */
  readonly lastBatchTime: Time;
  /** The first sequence number of that stream that is not committed; undefined: nothing is known of it. */
  committed(source: string, epoch: string): number | undefined;
}

/** What was found when a log was opened. */
export interface SourceLogReport extends LogDamage {
  /** Records that had not been committed, and come again. */
  readonly numReplayed: number;
  /** Records behind a damage: the reader is asked for them. */
  readonly numAskedAgain: number;
  /** Records of a plain peer that are gone with a damage. */
  readonly numLost: number;
  /** The log was another database's, and is kept under these names. */
  readonly othersKeptAs: readonly string[];
}

/**
 * The durable log of what a line protocol source received, until it is committed: a record of it is a block.
 *
 * A block is committed when its batch is: batches are committed in order, with all that came for them.
 */
export class SourceLog {
  readonly report: SourceLogReport;
  readonly #log: SegmentLog;
  readonly #known: SourceLogOptions['committed'];
  readonly #positions = new Map<string, StreamPosition>();
  /** Blocks that are not committed, in the order of the log. */
  readonly #uncommitted: { readonly sequence: number; readonly batchTime: Time }[] = [];
  #committedBatchTime: Time;
  #replay: LoggedBlock[] = [];
  #numAskedAgain = 0;
  #numLost = 0;

  /** Opens what is there, without making anything. @throws {StreamingError} `LOG_IN_USE` */
  constructor(options: SourceLogOptions) {
    this.#committedBatchTime = options.lastBatchTime;
    this.#known = options.committed;
    const othersKeptAs = setOthersAside(options);
    this.#log = new SegmentLog(options, (record) => this.#recover(record));
    const { damage } = this.#log;
    const numReplayed = this.#replay.reduce((sum, { block }) => sum + block.numRecords, 0);
    const numAskedAgain = this.#numAskedAgain;
    this.report = { ...damage, numReplayed, numAskedAgain, numLost: this.#numLost, othersKeptAs };
    void this.#release();
  }

  /** The blocks that were not committed when it was opened, in order; once. */
  takeReplay(): readonly LoggedBlock[] {
    return this.#replay.splice(0);
  }

  /** How far each stream had been read, the most recent last. */
  get positions(): readonly StreamPosition[] {
    return [...this.#positions.values()];
  }

  /** Bytes that are not durable yet. */
  get pendingBytes(): number {
    return this.#log.pendingBytes;
  }

  get numSegments(): number {
    return this.#log.numSegments;
  }

  /** Resolves when the block is durable; in the order of the calls. @throws {StreamingError} `LOG_CLOSED` */
  async append(logged: Omit<LoggedBlock, 'follows' | 'isRenumbered' | 'committedBatchTime'>): Promise<void> {
    const { block, source, lastAt } = logged;
    const { epoch, batchTime, fromSequence, untilSequence } = block;
    const before = this.#positions.get(keyOf(source, epoch))?.next;
    const follows = before === fromSequence;
    const isRenumbered = fromSequence < (before ?? this.#known(source, epoch) ?? 0);
    this.#moveOn(source, epoch, untilSequence, lastAt);
    this.#uncommitted.push({ sequence: this.#log.nextSequence, batchTime });
    const committedBatchTime = this.#committedBatchTime;
    await this.#log.append(
      encodeLoggedBlock({ ...logged, follows, isRenumbered, committedBatchTime }),
      batchTime,
    );
  }

  /** Batches up to this one are committed: what belongs to them is not needed. */
  committed(batchTime: Time): void {
    if (batchTime <= this.#committedBatchTime) return;
    this.#committedBatchTime = batchTime;
    void this.#release();
  }

  /** What can still be written is. Again is harmless. */
  async close(): Promise<void> {
    await this.#log.close();
  }

  async #release(): Promise<void> {
    let numCommitted = 0;
    for (const { batchTime } of this.#uncommitted) {
      if (batchTime > this.#committedBatchTime) break;
      numCommitted += 1;
    }
    this.#uncommitted.splice(0, numCommitted);
    const [first] = this.#uncommitted;
    await this.#log.release((first?.sequence ?? this.#log.nextSequence) - 1);
  }

  /** @returns undefined: it must not come again */
  #recover({ sequence, payload, isAfterDamage }: RecoveredRecord): Time | undefined {
    const logged = decodeLoggedBlock(payload);
    if (logged === undefined) return undefined;
    const { block, source, lastAt } = logged;
    const { epoch, batchTime, fromSequence, untilSequence } = block;
    const isCommitted = batchTime <= this.#committedBatchTime;
    const known = this.#known(source, epoch);
    const expected = this.#positions.get(keyOf(source, epoch))?.next ?? known;
    if (!isCommitted && !this.#isNext(logged, expected, isAfterDamage)) {
      // Who keeps what it sent is asked for all from there on.
      if (source !== RAW_SOURCE) {
        this.#numAskedAgain += block.numRecords;
        return undefined;
      }
      this.#numLost += Math.max(0, fromSequence - (expected ?? 1));
    }
    // Of what is committed the database knows best.
    const next = isCommitted ? (known ?? untilSequence) : untilSequence;
    this.#moveOn(source, epoch, next, lastAt);
    if (!isCommitted) {
      this.#uncommitted.push({ sequence, batchTime });
      // Of its own: one block's bytes must not hold on to a whole segment.
      this.#replay.push({ ...logged, block: { ...block, bytes: block.bytes.slice() } });
    }
    return batchTime;
  }

  /** It goes on where the stream had come to: nothing is missing before it, and nothing of it is counted. */
  #isNext(logged: LoggedBlock, expected: number | undefined, isAfterDamage: boolean): boolean {
    const { block, follows, isRenumbered, committedBatchTime } = logged;
    // Another copy of the database was in its place, and had come further.
    const wentBack = committedBatchTime > this.#committedBatchTime;
    if (expected === undefined) return !wentBack && !(isAfterDamage && follows);
    // The copy in its place had not come as far: what this one has counted was sent again, and is here too.
    if (block.fromSequence < expected) return isRenumbered;
    // Else the reader itself had no more of what lies before it, and that was known when it came.
    return block.fromSequence === expected || !(isAfterDamage || follows || wentBack);
  }

  #moveOn(source: string, epoch: string, next: number, lastAt: Time): void {
    const positions = this.#positions;
    const key = keyOf(source, epoch);
    positions.delete(key);
    positions.set(key, { source, epoch, next, lastAt, durable: next - 1 });
    const oldest = positions.keys().next();
    if (positions.size > MAX_STREAMS && !oldest.done) positions.delete(oldest.value);
  }
}

/** Of so many streams it is known how far they had been read: a reader that comes back is one of the last. */
const MAX_STREAMS = 64;

function keyOf(source: string, epoch: string): string {
  return JSON.stringify([source, epoch]);
}

/** A database without a batch did not commit what the log says was committed: it is a new one under an old name. */
function setOthersAside({ folder, lastBatchTime }: SourceLogOptions): string[] {
  if (lastBatchTime !== Number.NEGATIVE_INFINITY) return [];
  folder.lock();
  for (const payload of peekSegments(folder)) {
    const knownBatchTime = decodeLoggedBlock(payload)?.committedBatchTime ?? lastBatchTime;
    if (knownBatchTime > lastBatchTime) return setSegmentsAside(folder, 'other');
  }
  return [];
}

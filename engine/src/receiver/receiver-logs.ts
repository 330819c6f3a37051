import type { WriteAheadLog } from '../checkpoint/write-ahead-log.ts';

/** Where received data is written before it counts as stored; a log each for these. */
export interface ReceiverLogs {
  /** What was received and which batch it went to. */
  readonly tracker: WriteAheadLog;
  /** The blocks of one receiver; undefined: they are not logged, and do not survive. */
  blocksOf(streamId: number): WriteAheadLog | undefined;
}

import { join } from 'node:path';
import { BatchedWriteAheadLog } from '../checkpoint/batched-write-ahead-log.ts';
import { FileWriteAheadLog, type FileWriteAheadLogOptions } from '../checkpoint/file-write-ahead-log.ts';
import type { LogDamage } from '../checkpoint/recover-segments.ts';
import type { WriteAheadLog } from '../checkpoint/write-ahead-log.ts';
import type { ReceiverLogs } from './receiver-logs.ts';
import { warn } from './warn.ts';

/**
 * Logs of received data as files of a folder, which are made when they are written:
 *
 *     receivedData/<streamId>/     the blocks of one receiver
 *     receivedBlockMetadata/       what was received and which batch it went to
 *
 * What goes wrong with them is a warning: `RECEIVER_LOG_DAMAGED`, `RECEIVER_LOG_WAITS`.
 */
export class FileReceiverLogs implements ReceiverLogs {
  readonly tracker: WriteAheadLog;
  readonly #directory: string;
  readonly #options: FileWriteAheadLogOptions;
  readonly #blocks = new Map<number, FileWriteAheadLog>();

  constructor(directory: string, options: FileWriteAheadLogOptions = {}) {
    this.#directory = directory;
    this.#options = options;
    this.tracker = new BatchedWriteAheadLog(this.#open('receivedBlockMetadata'));
  }

  blocksOf(streamId: number): WriteAheadLog {
    const known = this.#blocks.get(streamId);
    if (known !== undefined) return known;
    const log = this.#open(join('receivedData', String(streamId)));
    this.#blocks.set(streamId, log);
    return log;
  }

  /** Lets another process write them. Again is harmless. */
  async close(): Promise<void> {
    await this.tracker.close();
    for (const log of this.#blocks.values()) await log.close();
  }

  #open(name: string): FileWriteAheadLog {
    const location = join(this.#directory, name);
    return new FileWriteAheadLog(location, {
      onTrouble: (error) => {
        if (error === undefined) return;
        warn(
          'RECEIVER_LOG_WAITS',
          `${location} cannot be written: ${error.message}; receivers wait, and it is tried again`,
        );
      },
      onDamage: (damage) => warn('RECEIVER_LOG_DAMAGED', describe(location, damage)),
      ...this.#options,
    });
  }
}

function describe(location: string, { tornBytes, damagedBytes, keptAs }: LogDamage): string {
  if (damagedBytes === 0)
    return `the last ${tornBytes} bytes of ${location} had not been synced and are cut off`;
  return `${damagedBytes} bytes of ${location} are damaged and left out; the files are kept as ${keptAs.join(', ')}`;
}

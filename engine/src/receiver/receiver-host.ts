import type { Duration } from '../time/duration.ts';
import type { Block } from './block.ts';
import type { BlockGenerator, BlockGeneratorListener } from './block-generator.ts';

/** What a receiver is given to work with while it runs. */
export interface ReceiverHost {
  readonly streamId: number;
  readonly isStarted: boolean;
  readonly isStopped: boolean;
  store(record: unknown): boolean;
  storeBytes(bytes: Uint8Array, numRecords: number): boolean;
  storeBlock(block: Block): Promise<void>;
  onDrain(listener: () => void): void;
  drained(): Promise<void>;
  createBlockGenerator(listener: BlockGeneratorListener): BlockGenerator;
  reportError(message: string, error?: Error): void;
  restart(message: string, error?: Error, delayMs?: Duration): void;
  stop(message: string, error?: Error): void;
}

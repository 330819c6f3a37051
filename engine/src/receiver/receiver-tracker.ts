import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import type { Block } from './block.ts';
import { ReceivedBlockTracker } from './received-block-tracker.ts';
import type { Receiver } from './receiver.ts';
import type { ReceiverEvent, ReceiverInfo } from './receiver-info.ts';
import { ReceiverSupervisor } from './receiver-supervisor.ts';

/** All receivers of a context and the blocks they have stored. */
export class ReceiverTracker {
  readonly #clock: Clock;
  readonly #onEvent: (event: ReceiverEvent, info: ReceiverInfo) => void;
  readonly #blocks = new ReceivedBlockTracker();
  readonly #supervisors: ReceiverSupervisor[] = [];

  constructor(clock: Clock, onEvent: (event: ReceiverEvent, info: ReceiverInfo) => void) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Starts a receiver. @returns who stops it */
  startReceiver(receiver: Receiver<unknown>, streamId: number, name: string): ReceiverSupervisor {
    const supervisor = new ReceiverSupervisor(receiver, {
      clock: this.#clock,
      streamId,
      name,
      addBlock: (block) => this.#blocks.addBlock(streamId, block),
      hasRoom: () => this.#blocks.hasRoom,
      onEvent: this.#onEvent,
    });
    this.#supervisors.push(supervisor);
    supervisor.start();
    return supervisor;
  }

  get hasUnallocatedBlocks(): boolean {
    return this.#blocks.hasUnallocatedBlocks;
  }

  /** Gives everything received so far to this batch. */
  allocateBlocksToBatch(batchTime: Time): void {
    for (const supervisor of this.#supervisors) supervisor.flush();
    this.#blocks.allocateBlocksToBatch(batchTime);
  }

  blocksOf(batchTime: Time, streamId: number): readonly Block[] {
    return this.#blocks.blocksOf(batchTime, streamId);
  }

  completeBatch(batchTime: Time): void {
    this.#blocks.completeBatch(batchTime);
    for (const supervisor of this.#supervisors) supervisor.drained();
  }

  forgetUpTo(batchTime: Time): void {
    this.#blocks.forgetUpTo(batchTime);
  }
}

import type { Random } from '../fixture/random.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

export type DiskCondition = 'well' | 'full' | 'failing';
export type DiskOperation = 'read' | 'write' | 'sync';

/** How a disk does at the moment. What lies on it is its files' own affair. */
export class SimulatedDisk {
  readonly #world: World;
  readonly #random: Random;
  #condition: DiskCondition = 'well';
  /** Of a sync, at most, ms. */
  syncMs = 4;
  #wellSince = 0;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  get condition(): DiskCondition {
    return this.#condition;
  }

  /** True time since when it has been well, and not slow; Infinity: it is not. */
  get wellSince(): number {
    return this.#wellSince;
  }

  become(condition: DiskCondition, syncMs: number): void {
    this.#condition = condition;
    this.syncMs = syncMs;
    this.#wellSince = condition === 'well' && syncMs <= 4 ? this.#world.now : Number.POSITIVE_INFINITY;
  }

  /** Takes its time over an operation of `process`, which may not live to see the end. @throws `ENOSPC`, `EIO` */
  async operate(operation: DiskOperation, process: SimulatedProcess): Promise<void> {
    if (!process.step()) await never();
    if (operation === 'sync') await this.#world.delay(this.#random.integer(1, this.syncMs), process);
    this.refuse(operation);
  }

  /** For those who cannot wait. @throws `ENOSPC`, `EIO` */
  refuse(operation: DiskOperation): void {
    if (this.#condition === 'full' && operation === 'write')
      throw failure('ENOSPC', 'no space left on device');
    if (this.#condition === 'failing' && this.#random.chance(0.7)) throw failure('EIO', 'i/o error');
  }
}

/** What a dead process waits for: one for each, as whoever waits is kept as long as what it waits for. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

function failure(code: string, text: string): Error {
  return Object.assign(new Error(`${code}: ${text}`), { code });
}

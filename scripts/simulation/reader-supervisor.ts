import { MemoryFiles } from '../../apps/tweet-reader/src/server/disk-spool/testing/memory-files.ts';
import { runReader } from '../../apps/tweet-reader/src/server/run-reader.ts';
import type { Random } from '../fixture/random.ts';
import { drawPause } from './draw-pause.ts';
import type { Machine } from './machine.ts';
import type { ReaderLife, SentRecords } from './sent-records.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { simulatedSource } from './simulated-source.ts';
import { SimulatedSpoolFiles } from './simulated-spool-files.ts';
import type { SimulationPlan } from './simulation-options.ts';
import type { Variant } from './variant.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

const LATE_MS = 3_000;
/** After a failed start. */
const RETRY_MS = 2_000;

export interface ReaderSupervisorOptions {
  readonly world: World;
  readonly machine: Machine;
  readonly network: SimulatedNetwork;
  readonly records: SentRecords;
  readonly random: Random;
  readonly plan: SimulationPlan;
  readonly variant: Variant | undefined;
}

/** One reader after the other on one spool. */
export class ReaderSupervisor {
  readonly disk: SimulatedDisk;
  readonly #options: ReaderSupervisorOptions;
  #files = new MemoryFiles();
  #life: (ReaderLife & { readonly ending: AbortController }) | undefined;
  #numLives = 0;
  #nextId = 1;
  #startsAt = 0;
  isQuiet = false;

  constructor(options: ReaderSupervisorOptions) {
    this.#options = options;
    this.disk = new SimulatedDisk(options.world, options.random);
  }

  get process(): SimulatedProcess | undefined {
    return this.#life?.process;
  }

  get numLives(): number {
    return this.#numLives;
  }

  get numBytes(): number {
    return this.#files.numBytes;
  }

  startIn(durationMs: number): void {
    const { world } = this.#options;
    const startsAt = world.now + durationMs;
    this.#startsAt = startsAt;
    world.at(startsAt, () => {
      if (this.#startsAt === startsAt && this.#life === undefined) this.#start();
    });
  }

  /** SIGKILL, or the power goes. */
  kill(how: 'kill' | 'power'): void {
    this.#life?.process.die(how);
  }

  /** SIGTERM: it ends by itself. */
  stop(): void {
    this.#life?.ending.abort();
  }

  #start(): void {
    const { world, machine, network, records, random, plan, variant } = this.#options;
    this.#numLives += 1;
    const process = new SimulatedProcess(`reader ${this.#numLives}`, machine, world);
    const ending = new AbortController();
    const life = {
      ...{ process, ending },
      endedAt: undefined as number | undefined,
      isClean: false,
      diskWellSince: 0,
    };
    this.#life = life;
    process.onDeath((how) => {
      life.endedAt = world.now;
      life.diskWellSince = this.disk.wellSince;
      this.#files =
        how === 'power' ? this.#files.afterPowerCut(() => random.next()) : this.#files.afterKill();
      this.#life = undefined;
      network.leave(process, how === 'power' ? random.integer(1, 60_000) : undefined);
      world.log.add('reader over', how);
      this.startIn(this.isQuiet ? RETRY_MS : drawPause(random));
    });
    world.log.add('reader starts');
    const files = new SimulatedSpoolFiles({
      ...{ disk: this.disk, process, files: this.#files },
      isSyncLate: variant === 'send-before-sync',
      lateMs: () => random.integer(1, LATE_MS),
    });
    const source = simulatedSource({
      ...{ process, random, everyMs: plan.everyMs, maxAtOnce: plan.maxAtOnce },
      isQuiet: () => this.isQuiet,
      nextId: () => {
        const id = this.#nextId++;
        records.taken(id, world.now, life);
        return id;
      },
    });
    runReader({
      ...{ source, clock: process, port: 1, signal: ending.signal },
      createServer: network.serverOf(process),
      diskSpool: { folder: files.folder, files, maxBytes: plan.spoolBytes },
      log: (line) => process.isAlive && world.log.add('reader says', line),
    }).then(
      () => {
        life.isClean = process.isAlive;
        process.die('end');
      },
      (error: unknown) => this.#failed(process, error),
    );
  }

  #failed(process: SimulatedProcess, error: unknown): void {
    if (!process.isAlive) return;
    const { world } = this.#options;
    const isExcused = this.disk.wellSince > world.now - RETRY_MS;
    if (!isExcused) world.fail(new Violation(`${process.name} failed: ${String(error)}`, { cause: error }));
    world.log.add('reader failed', String(error));
    process.die('end');
  }
}

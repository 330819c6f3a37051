import type Database from 'better-sqlite3';
import { MemorySegmentFolder } from '../../engine/src/checkpoint/testing/memory-segment-folder.ts';
import { SourceLog } from '../../engine/src/sources/line-protocol/source-log.ts';
import type { Random } from '../fixture/random.ts';
import type { CommitOracle, DatabaseState } from './commit-oracle.ts';
import { drawPause } from './draw-pause.ts';
import { EngineLife } from './engine-life.ts';
import type { Machine } from './machine.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { afterKill } from './simulated-segment-folder.ts';
import { openDatabase } from './simulated-store.ts';
import type { SimulationPlan } from './simulation-options.ts';
import type { Variant } from './variant.ts';
import { Violation } from './violation.ts';
import type { WireOracle } from './wire-oracle.ts';
import type { World } from './world.ts';

/** After a failed start. */
const RETRY_MS = 2_000;
const MAX_BACKUPS = 3;

export interface EngineSupervisorOptions {
  readonly world: World;
  readonly machine: Machine;
  readonly network: SimulatedNetwork;
  readonly commits: CommitOracle;
  readonly wire: WireOracle;
  readonly random: Random;
  readonly plan: SimulationPlan;
  readonly variant: Variant | undefined;
}

/** One engine after the other on one database and its log. */
export class EngineSupervisor {
  readonly disk: SimulatedDisk;
  readonly #options: EngineSupervisorOptions;
  readonly #backups: { readonly bytes: Buffer; readonly state: DatabaseState }[] = [];
  #db: Database.Database;
  #folder = new MemorySegmentFolder();
  #life: EngineLife | undefined;
  #process: SimulatedProcess | undefined;
  #numLives = 0;
  #startsAt = 0;
  /** The faults are over. */
  isQuiet = false;

  constructor(options: EngineSupervisorOptions) {
    this.#options = options;
    this.disk = new SimulatedDisk(options.world, options.random);
    this.#db = openDatabase(options.plan.batchDurationMs);
  }

  get process(): SimulatedProcess | undefined {
    return this.#process;
  }

  get life(): EngineLife | undefined {
    return this.#life;
  }

  get db(): Database.Database {
    return this.#db;
  }

  get numLives(): number {
    return this.#numLives;
  }

  get numLogBytes(): number {
    return [...this.#folder.files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  startIn(durationMs: number): void {
    const { world } = this.#options;
    const startsAt = world.now + durationMs;
    this.#startsAt = startsAt;
    world.at(startsAt, () => {
      if (this.#startsAt === startsAt && this.#process === undefined) this.#start();
    });
  }

  /** SIGKILL, or the power goes. */
  kill(how: 'kill' | 'power'): void {
    this.#process?.die(how);
  }

  /** SIGTERM: it ends by itself. */
  stop(): void {
    const { world } = this.#options;
    const process = this.#process;
    if (process === undefined || this.#life === undefined) return;
    this.#life.stop().catch((error: unknown) => this.#failed(process, error));
    world.log.add('engine asked to stop');
  }

  backUp(): void {
    this.#backups.push({ bytes: this.#db.serialize(), state: this.#options.commits.copy() });
    if (this.#backups.length > MAX_BACKUPS) this.#backups.shift();
  }

  /** Puts a backup in the place of the database of a dead engine. @returns false: there is none */
  restore(): boolean {
    const { random, commits, wire, plan, world } = this.#options;
    if (this.#backups.length === 0 || this.#process !== undefined) return false;
    const backup = random.pick(this.#backups);
    this.#db.close();
    this.#db = openDatabase(plan.batchDurationMs, backup.bytes);
    commits.become(backup.state);
    wire.forgetAcks();
    world.log.add('database goes back', `to ${backup.state.next}`);
    return true;
  }

  /** If the power went this moment: would everything up to `sequence` be there again? @throws {Violation} */
  requireDurable(sequence: number): void {
    const { commits, plan, wire, world } = this.#options;
    const { next, lastBatchTime } = commits;
    if (sequence < next) return;
    if (!plan.hasLog) throw new Violation(`${sequence} is acked; committed is what comes before ${next}`);
    const log = new SourceLog({
      folder: this.#folder.afterPowerCut(() => false),
      clock: { now: () => world.now, at: () => () => {} },
      ...{ lastBatchTime, committed: () => (next > 1 ? next : undefined), salt: () => 1 },
    });
    const kept = log.positions.find(({ epoch }) => epoch === wire.epoch)?.next ?? 1;
    if (kept <= sequence) throw new Violation(`${sequence} is acked; durable is what comes before ${kept}`);
  }

  #start(): void {
    const { world, machine, network, commits, random, plan, variant } = this.#options;
    commits.audit(this.#db);
    this.#numLives += 1;
    const process = new SimulatedProcess(`engine ${this.#numLives}`, machine, world);
    this.#process = process;
    process.onDeath((how) => {
      const survives = (): boolean => random.chance(0.5);
      this.#folder = how === 'power' ? this.#folder.afterPowerCut(survives) : afterKill(this.#folder);
      this.#process = undefined;
      this.#life = undefined;
      network.leave(process, how === 'power' ? random.integer(1, 60_000) : undefined);
      world.log.add('engine over', how);
      this.startIn(this.isQuiet ? RETRY_MS : drawPause(random));
    });
    world.log.add('engine starts');
    try {
      const life = new EngineLife({
        ...{ process, network, random, variant, db: this.#db, disk: this.disk },
        batchDurationMs: plan.batchDurationMs,
        logFolder: plan.hasLog ? this.#folder : undefined,
        logSegmentBytes: plan.logSegmentBytes,
        onCommitted: (committer, record, ranges) => {
          world.log.add(
            'commit',
            `${record.batchTime} ${ranges.map((r) => `${r.fromSequence}-${r.untilSequence}`)}`,
          );
          try {
            commits.committed(committer, record, ranges);
          } catch (error) {
            world.fail(error as Error);
          }
        },
        onFailure: (error) => this.#failed(process, error),
        say: (line) => world.log.add('engine says', line),
      });
      if (process.isAlive) this.#life = life;
    } catch (error) {
      this.#failed(process, error);
    }
  }

  #failed(process: SimulatedProcess, error: unknown): void {
    if (!process.isAlive) return;
    const { world } = this.#options;
    const isExcused = this.disk.wellSince > world.now - RETRY_MS;
    if (!isExcused) world.fail(new Violation(`${process.name} failed: ${String(error)}`, { cause: error }));
    world.log.add('engine failed', String(error));
    process.die('end');
  }
}

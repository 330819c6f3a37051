import { Random } from '../fixture/random.ts';
import { CommitOracle } from './commit-oracle.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { EventLog } from './event-log.ts';
import { type FaultParts, makeWell, strike } from './faults.ts';
import { Machine } from './machine.ts';
import { ReaderSupervisor } from './reader-supervisor.ts';
import { requireBounds } from './require-bounds.ts';
import { SentRecords } from './sent-records.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { drawPlan, type SimulationOptions, type SimulationPlan } from './simulation-options.ts';
import { Violation } from './violation.ts';
import { WireOracle } from './wire-oracle.ts';
import { World } from './world.ts';

/** What a simulation came to. */
export interface SimulationResult {
  readonly seed: number;
  readonly hours: number;
  /** Of the event log: the same for the same seed. */
  readonly digest: string;
  /** The first invariant that did not hold; undefined: all held. */
  readonly violation: Error | undefined;
  readonly lastEvents: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

const START_TIME = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
/** At the end nothing goes wrong any more, for longer than anything waits; in the last part no tweets come. */
const WELL_MS = 240_000;
const QUIET_MS = 100_000;
/** So often one looks whether something grows. */
const LOOK_MS = 30_000;
/** Every so many acks it is found out what a power cut would leave. */
const ACKS_BETWEEN = 8;

/** Runs the reader and the engine for some hours of a seed's world, and looks whether their promises hold. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const thaw = freezeMachineTime();
  const simulation = new Simulation(options);
  const onRejection = (error: unknown): void =>
    simulation.fail(new Violation(`nobody catches ${error}`, { cause: error }));
  process.on('unhandledRejection', onRejection);
  try {
    return await simulation.run();
  } finally {
    process.off('unhandledRejection', onRejection);
    thaw();
  }
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #plan: SimulationPlan;
  readonly #log: EventLog;
  readonly #world: World;
  readonly #records: SentRecords;
  readonly #wire: WireOracle;
  readonly #commits: CommitOracle;
  readonly #reader: ReaderSupervisor;
  readonly #engine: EngineSupervisor;
  readonly #network: SimulatedNetwork;
  readonly #faults: FaultParts;
  #numAcks = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { seed, variant, print } = options;
    const random = new Random(seed);
    const plan = drawPlan(random);
    this.#plan = plan;
    const log = new EventLog(print);
    this.#log = log;
    const world = new World(START_TIME, log);
    this.#world = world;
    log.begin(() => world.now);
    log.add('plan', JSON.stringify(plan));
    const machines = [new Machine('reader', world), new Machine('engine', world)] as const;
    this.#records = new SentRecords(machines[0]);
    this.#wire = new WireOracle(this.#records, machines[0], log, (sequence) => this.#acked(sequence));
    this.#commits = new CommitOracle(this.#records, this.#wire, plan.batchDurationMs);
    this.#network = new SimulatedNetwork(world, fork(random), {
      onWrite: (socket, bytes) => this.#watch(() => this.#wire.onWrite(socket, bytes)),
    });
    const common = { world, plan, variant, network: this.#network, records: this.#records };
    this.#reader = new ReaderSupervisor({ ...common, machine: machines[0], random: fork(random) });
    this.#engine = new EngineSupervisor({
      ...{ ...common, machine: machines[1], random: fork(random) },
      ...{ commits: this.#commits, wire: this.#wire },
    });
    this.#faults = {
      ...{ world, random: fork(random), machines },
      ...{ network: this.#network, reader: this.#reader, engine: this.#engine },
    };
  }

  /** What would end a program of its own. */
  fail(error: Error): void {
    this.#world.fail(error);
  }

  async run(): Promise<SimulationResult> {
    let violation: Error | undefined;
    try {
      await this.#live();
    } catch (error) {
      violation = error as Error;
      this.#log.add('broken', violation.message);
    }
    this.#reader.process?.die();
    this.#engine.process?.die();
    this.#engine.db.close();
    const { seed } = this.#options;
    const hours = (this.#world.now - START_TIME) / HOUR_MS;
    const digest = this.#log.digest();
    return { seed, hours, digest, violation, lastEvents: this.#log.last, figures: this.#figures };
  }

  async #live(): Promise<void> {
    const world = this.#world;
    const lastFault = START_TIME + this.#options.hours * HOUR_MS - WELL_MS;
    this.#reader.startIn(0);
    this.#engine.startIn(this.#faults.random.integer(0, 5_000));
    this.#strikeLater(lastFault);
    this.#look();
    await world.runUntil(lastFault);
    makeWell(this.#faults);
    this.#engine.isQuiet = true;
    if (this.#engine.process === undefined) this.#engine.startIn(1_000);
    if (this.#reader.process === undefined) this.#reader.startIn(1_000);
    // Where a clock was ahead, batches are: they close when time has come so far.
    const reached = Math.max(
      ...[world.now, this.#records.latestStamp, this.#commits.latestBatchTime],
      ...[this.#reader.process?.stoppedUntil ?? 0, this.#engine.process?.stoppedUntil ?? 0],
      this.#network.conditions.holeUntil,
    );
    const end = reached + WELL_MS;
    await world.runUntil(end - QUIET_MS);
    this.#reader.isQuiet = true;
    // What lay in a spool while its engine was away may bear the stamps of a clock that was ahead.
    await world.runUntil(Math.max(end, this.#records.latestStamp + WELL_MS));
    this.#requireAllCounted();
    this.#commits.audit(this.#engine.db, true);
  }

  #strikeLater(until: number): void {
    const world = this.#world;
    const { random } = this.#faults;
    const time = world.now + Math.ceil(random.exponential(1 / this.#plan.faultEveryMs));
    if (time >= until) return;
    world.at(time, () => {
      strike(this.#faults);
      this.#strikeLater(until);
    });
  }

  #look(): void {
    this.#world.at(this.#world.now + LOOK_MS, () => {
      this.#watch(() => requireBounds(this.#world, this.#network, this.#reader, this.#engine, this.#plan));
      this.#look();
    });
  }

  #acked(sequence: number): void {
    this.#numAcks += 1;
    if (this.#numAcks % ACKS_BETWEEN === 0) this.#engine.requireDurable(sequence);
  }

  /** What the reader that lives at the end took is counted, and nothing else than what was sent. */
  #requireAllCounted(): void {
    const { next } = this.#commits;
    if (this.#records.lastSentId !== this.#records.lastTaken)
      throw new Violation(
        `tweet ${this.#records.lastTaken} was taken; at the end ${this.#records.lastSentId} is the last sent`,
      );
    if (next !== this.#records.next)
      throw new Violation(
        `${this.#records.next - 1} records were sent; at the end those before ${next} are counted`,
      );
  }

  /** What is found within a call of the product must not be caught by it. */
  #watch(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#world.fail(error as Error);
    }
  }

  get #figures(): Record<string, number> {
    const { counts } = this.#log;
    return {
      records: this.#records.next - 1,
      'lost with a reader': this.#records.numLost,
      'gone for an older database': this.#commits.numGone,
      batches: counts.get('commit') ?? 0,
      late: this.#commits.numLate,
      faults: counts.get('fault') ?? 0,
      readers: this.#reader.numLives,
      engines: this.#engine.numLives,
    };
  }
}

/** A source of chance of its own for each part, so that one part's draws do not move another's. */
function fork(random: Random): Random {
  return new Random(random.integer(0, 2 ** 32 - 1));
}

/** Long computations give way by the machine's time, which is different each time. */
function freezeMachineTime(): () => void {
  const { now } = performance;
  performance.now = () => 0;
  return () => {
    performance.now = now;
  };
}

import type { Random } from '../fixture/random.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';
import type { Machine } from './machine.ts';
import type { ReaderSupervisor } from './reader-supervisor.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { World } from './world.ts';

export interface FaultParts {
  readonly world: World;
  readonly random: Random;
  readonly network: SimulatedNetwork;
  readonly reader: ReaderSupervisor;
  readonly engine: EngineSupervisor;
  readonly machines: readonly Machine[];
}

interface Fault {
  readonly name: string;
  readonly weight: number;
  /** @returns what exactly */
  readonly happen: (parts: FaultParts) => string;
}

const HOUR_MS = 3_600_000;
const WELL_SYNC_MS = 4;

/** What can go wrong, and how often compared with each other. */
const FAULTS: readonly Fault[] = [
  { name: 'kill', weight: 10, happen: (parts) => kill(parts, 'kill') },
  { name: 'kill in the act', weight: 12, happen: killInTheAct },
  { name: 'power cut', weight: 8, happen: (parts) => kill(parts, 'power') },
  { name: 'stop', weight: 3, happen: stop },
  { name: 'back up', weight: 3, happen: backUp },
  { name: 'restore', weight: 1.5, happen: restore },
  { name: 'disk', weight: 8, happen: spoilDisk },
  { name: 'reset', weight: 4, happen: reset },
  { name: 'network', weight: 5, happen: slowNetwork },
  { name: 'black hole', weight: 4, happen: blackHole },
  { name: 'clock', weight: 3, happen: stepClock },
  { name: 'standstill', weight: 4, happen: standStill },
];

const WEIGHTS = FAULTS.map(({ weight }) => weight);

/** Lets something go wrong. */
export function strike(parts: FaultParts): void {
  const fault = FAULTS[parts.random.weighted(WEIGHTS)];
  if (fault === undefined) return;
  parts.world.log.add('fault', `${fault.name} ${fault.happen(parts)}`);
}

/** Puts everything right that does not become right by itself. */
export function makeWell({ network, reader, engine, machines }: FaultParts): void {
  Object.assign(network.conditions, { latencyMs: 1, jitterMs: 1, maxPieces: 1 });
  reader.disk.become('well', WELL_SYNC_MS);
  engine.disk.become('well', WELL_SYNC_MS);
  for (const machine of machines) machine.setClock(0);
}

function kill({ random, reader, engine }: FaultParts, how: 'kill' | 'power'): string {
  const who = random.weighted([4, 4, 1]);
  if (who !== 1) engine.kill(how);
  if (who !== 0) reader.kill(how);
  return ['engine', 'reader', 'both'][who] ?? '';
}

function killInTheAct({ random, reader, engine }: FaultParts): string {
  const isEngine = random.chance(0.5);
  const numSteps = random.integer(0, 12);
  (isEngine ? engine : reader).process?.dieAfter(numSteps);
  return `${isEngine ? 'engine' : 'reader'} after ${numSteps} steps`;
}

function stop({ random, reader, engine }: FaultParts): string {
  const isEngine = random.chance(0.5);
  if (isEngine) engine.stop();
  else reader.stop();
  return isEngine ? 'engine' : 'reader';
}

function backUp({ engine }: FaultParts): string {
  engine.backUp();
  return '';
}

function restore({ random, engine }: FaultParts): string {
  engine.kill(random.pick(['kill', 'power']));
  return engine.restore() ? '' : 'nothing';
}

function spoilDisk({ world, random, reader, engine }: FaultParts): string {
  const isEngine = random.chance(0.5);
  const disk: SimulatedDisk = (isEngine ? engine : reader).disk;
  const how = random.pick(['full', 'failing', 'slow'] as const);
  const durationMs = random.integer(500, 90_000);
  if (how === 'slow') disk.become('well', random.pick([50, 500, 5_000]));
  else disk.become(how, WELL_SYNC_MS);
  world.at(world.now + durationMs, () => disk.become('well', WELL_SYNC_MS));
  return `${isEngine ? 'engine' : 'reader'} ${how} for ${durationMs}`;
}

function reset({ network }: FaultParts): string {
  network.reset();
  return '';
}

function slowNetwork({ world, random, network }: FaultParts): string {
  const durationMs = random.integer(1_000, 180_000);
  const latencyMs = random.pick([1, 20, 200, 2_000]);
  const jitterMs = random.pick([0, 10, 300]);
  const maxPieces = random.pick([1, 3, 12]);
  Object.assign(network.conditions, { latencyMs, jitterMs, maxPieces });
  world.at(world.now + durationMs, () => {
    Object.assign(network.conditions, { latencyMs: 1, jitterMs: 1, maxPieces: 1 });
  });
  return `${latencyMs} + ${jitterMs} ms, ${maxPieces} pieces, for ${durationMs}`;
}

function blackHole({ world, random, network }: FaultParts): string {
  const durationMs = random.pick([500, 4_000, 20_000, 70_000]);
  network.conditions.holeUntil = world.now + durationMs;
  if (random.chance(0.3)) world.at(world.now + durationMs, () => network.reset());
  return `for ${durationMs}`;
}

function stepClock({ world, random, machines }: FaultParts): string {
  const machine = random.pick(machines);
  const longest = random.pick([1_500, 30_000, HOUR_MS]);
  const offsetMs = random.integer(-longest, longest);
  machine.setClock(offsetMs);
  const durationMs = random.integer(1_000, 600_000);
  world.at(world.now + durationMs, () => {
    machine.setClock(0);
  });
  return `of the ${machine.name} by ${offsetMs} for ${durationMs}`;
}

function standStill({ random, reader, engine }: FaultParts): string {
  const isEngine = random.chance(0.5);
  const durationMs = random.pick([100, 3_000, 20_000, 600_000]);
  const { process } = isEngine ? engine : reader;
  const isSleep = random.chance(0.5);
  if (isSleep) process?.sleep(durationMs);
  else process?.stop(durationMs);
  return `${isEngine ? 'engine' : 'reader'} ${isSleep ? 'sleeps' : 'is stopped'} for ${durationMs}`;
}

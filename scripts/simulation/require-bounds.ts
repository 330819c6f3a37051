import type { EngineSupervisor } from './engine-supervisor.ts';
import type { ReaderSupervisor } from './reader-supervisor.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulationPlan } from './simulation-options.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** Nothing grows with time. @throws {Violation} */
export function requireBounds(
  world: World,
  network: SimulatedNetwork,
  reader: ReaderSupervisor,
  engine: EngineSupervisor,
  plan: SimulationPlan,
): void {
  // A spool makes room by whole segments, and keeps up to eight damaged ones.
  most('bytes in the spool', reader.numBytes, 2.5 * plan.spoolBytes + 100_000);
  most('bytes in the log', engine.numLogBytes, 4_000_000);
  most('segments of the log', engine.life?.log?.numSegments ?? 0, 64);
  most('timers of the reader', reader.process?.numTimers ?? 0, 100);
  most('timers of the engine', engine.process?.numTimers ?? 0, 50);
  most('ends of connections', network.numSockets, 64);
  most('bytes under way', network.numBytes, 4_000_000);
  most('things to come', world.numPending, 5_000);
}

function most(what: string, found: number, bound: number): void {
  if (found > bound) throw new Violation(`there are ${found} ${what}; at most ${bound} are expected`);
}

import type { Scenario } from '../scenario.ts';
import { clock } from './clock.ts';
import { diskFull } from './disk-full.ts';
import { gracefulStop } from './graceful-stop.ts';
import { ioError } from './io-error.ts';
import { killEngine } from './kill-engine.ts';
import { killReader } from './kill-reader.ts';
import { powerCut } from './power-cut.ts';
import { powerCutSpool } from './power-cut-spool.ts';
import { programs } from './programs.ts';
import { proxy } from './proxy.ts';
import { silentPeer } from './silent-peer.ts';
import { soak } from './soak.ts';
import { speeds } from './speeds.ts';
import { stalledEngine } from './stalled-engine.ts';

/** Every scenario, those first that take longest: they share the time with those that mostly wait. */
export const SCENARIOS: readonly Scenario[] = [
  killEngine,
  ioError,
  clock,
  proxy,
  silentPeer,
  killReader,
  programs,
  stalledEngine,
  soak,
  gracefulStop,
  powerCut,
  powerCutSpool,
  speeds,
  diskFull,
];

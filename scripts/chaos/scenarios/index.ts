import type { Scenario } from '../scenario.ts';
import { killEngine } from './kill-engine.ts';

/** Every scenario, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [killEngine];

import type { Call } from './call.ts';
import { stateMapSequence } from './state-map-call.ts';

/** What keeps a state. */
export const stateCalls: Readonly<Record<string, Call>> = {
  'StateMap sequence': stateMapSequence,
};

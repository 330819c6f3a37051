import type { Call } from './cases/call.ts';
import { outputCalls } from './cases/output-calls.ts';
import { rateCalls } from './cases/rate-calls.ts';
import { receiverCalls } from './cases/receiver-calls.ts';
import { schedulerCalls } from './cases/scheduler-calls.ts';
import { sourceCalls } from './cases/source-calls.ts';
import { stateCalls } from './cases/state-calls.ts';
import { timeCalls } from './cases/time-calls.ts';

/** How each operation of the cases that is none of a stream is written with ours. */
export const calls: ReadonlyMap<string, Call> = new Map(
  Object.entries({
    ...timeCalls,
    ...rateCalls,
    ...receiverCalls,
    ...schedulerCalls,
    ...sourceCalls,
    ...stateCalls,
    ...outputCalls,
  }),
);

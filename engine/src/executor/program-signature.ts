import { StreamingError } from '../errors.ts';
import type { FunctionTable } from './function-table.ts';
import type { OperatorSignature, ProgramSignature } from './wire.ts';

/** What a thread says of the graph that it has built. */
export function programSignature(
  functions: FunctionTable,
  counts: Pick<ProgramSignature, 'numAccumulators' | 'numBroadcasts'>,
): ProgramSignature {
  return { operators: functions.signature(), ...counts, probe: describe.toString() };
}

/**
 * Checks that a worker thread has built the driver's graph.
 *
 * @throws {StreamingError} `PROGRAM_DIFFERS`, with the first operator that is not the same
 */
export function requireSameProgram(driver: ProgramSignature, worker: ProgramSignature): void {
  const difference = firstDifference(driver, worker);
  if (difference === undefined) return;
  throw new StreamingError(
    'PROGRAM_DIFFERS',
    `the program's build made another graph in a worker thread: ${difference}; it must make the same one in every thread`,
    {
      fix: 'Build from the args alone: no time, random numbers, environment or files, and no stream made outside of build.',
    },
  );
}

function firstDifference(driver: ProgramSignature, worker: ProgramSignature): string | undefined {
  const numOperators = Math.max(driver.operators.length, worker.operators.length);
  // Where the threads compile the source differently (under a test runner, say) equal functions have other texts.
  const compareTexts = driver.probe === worker.probe;
  for (let i = 0; i < numOperators; i += 1) {
    const ours = driver.operators[i];
    const theirs = worker.operators[i];
    if (ours === undefined || theirs === undefined || !isSame(ours, theirs, compareTexts)) {
      return `stream ${i + 1} is ${describe(theirs)} there and ${describe(ours)} here`;
    }
  }
  for (const [what, ours, theirs] of [
    ['accumulators', driver.numAccumulators, worker.numAccumulators],
    ['broadcast variables', driver.numBroadcasts, worker.numBroadcasts],
  ] as const) {
    if (ours !== theirs) return `it has ${theirs} ${what} there and ${ours} here`;
  }
  return undefined;
}

function isSame(a: OperatorSignature, b: OperatorSignature, compareTexts: boolean): boolean {
  if (a.name !== b.name || a.hashes.length !== b.hashes.length) return false;
  return !compareTexts || a.hashes.every((hash, i) => hash === b.hashes[i]);
}

function describe(operator: OperatorSignature | undefined): string {
  if (operator === undefined) return 'none';
  const { name, site, hashes } = operator;
  const functions = hashes.length === 0 ? '' : ` with ${hashes.length} functions (${hashes.join(' ')})`;
  return `${name}${site === '' ? '' : ` at ${site}`}${functions}`;
}

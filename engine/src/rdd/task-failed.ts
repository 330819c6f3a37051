import { inspect } from 'node:util';
import { StreamingError, toError } from '../errors.ts';
import { isStackOverflow } from './stack-overflow.ts';

/** What is known of a task that was given up. */
export interface FailedTask {
  /** `map at app.ts:12`. */
  readonly operator: string;
  /** undefined: it was about all of them. */
  readonly partition?: number;
  readonly attempts: number;
  /** What the operator was working on ({@link describeRecord}); undefined: nothing, or it is not known. */
  readonly record?: string | undefined;
  readonly isInWorker: boolean;
}

/** The error that a job ends with: `TASK_FAILED`, with what was thrown as its cause. */
export function taskFailed(task: FailedTask, thrown: unknown): StreamingError {
  const cause = toError(thrown);
  const times = task.attempts === 1 ? 'once' : `${task.attempts} times`;
  const record = task.record === undefined ? '' : `; it was given ${task.record}`;
  const place = task.partition === undefined ? '' : ` on partition ${task.partition}`;
  const fix = fixFor(cause, task.isInWorker);
  return new StreamingError(
    'TASK_FAILED',
    `${task.operator} failed ${times}${place}: ${cause.message || cause.name}${record}`,
    fix === undefined ? { cause } : { cause, fix },
  );
}

function fixFor(cause: Error, isInWorker: boolean): string | undefined {
  if (cause instanceof StreamingError) return cause.fix;
  if (isStackOverflow(cause)) return DEEP_CALLS;
  if (!isInWorker || cause.name !== 'ReferenceError') return undefined;
  return 'Worker threads load the program’s module and call its build, nothing else: what a function needs must come from there, from args or from a broadcast variable.';
}

const DEEP_CALLS =
  'Look for a function that calls itself without end, data nested thousands of levels deep, or a lineage of thousands of operators; checkpoint() cuts the latter.';

const LONGEST_SAMPLE = 200;
const CONTROL_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A record in at most 200 characters, without control characters. */
export function describeRecord(record: unknown): string {
  const text = textOf(record).replace(CONTROL_CHARACTERS, ' ');
  const characters = Array.from(text.slice(0, LONGEST_SAMPLE + 1));
  return characters.length > LONGEST_SAMPLE ? `${characters.slice(0, LONGEST_SAMPLE - 1).join('')}…` : text;
}

function textOf(record: unknown): string {
  try {
    return inspect(record, {
      breakLength: Number.POSITIVE_INFINITY,
      compact: true,
      depth: 3,
      maxArrayLength: 10,
      maxStringLength: LONGEST_SAMPLE,
    });
  } catch {
    return 'a record that cannot be shown';
  }
}

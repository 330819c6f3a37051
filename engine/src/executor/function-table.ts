import { createHash } from 'node:crypto';
import { engineFunctionOrigin, type StepFunction } from '../rdd/engine-function.ts';
import type { OperatorSignature } from './wire.ts';

/** A stream as the table sees it. */
export interface Operator {
  readonly name: string;
  /** Where it was called: `app.ts:12`. */
  readonly site: string;
  /** Brings records in: its functions are not the user's, or come with the source. */
  readonly isInput: boolean;
  readonly functions: readonly StepFunction[];
}

/**
 * The user's functions of a graph, numbered in the order in which its streams were made. A worker thread builds the
 * same graph, so that a number means the same function in both.
 */
export class FunctionTable {
  readonly #operators: Operator[] = [];
  readonly #functions: StepFunction[] = [];
  readonly #numbers = new Map<StepFunction, number>();

  /** Of functions, not of operators. */
  get size(): number {
    return this.#functions.length;
  }

  /** The first operator that has functions of the user's, in words. */
  get firstOfUser(): string | undefined {
    const first = this.#operators.find(
      ({ isInput, functions }) => !isInput && functions.some((f) => engineFunctionOrigin(f) === undefined),
    );
    if (first === undefined) return undefined;
    return first.site === '' ? first.name : `${first.name} at ${first.site}`;
  }

  /** Takes an operator in. */
  add(operator: Operator): void {
    this.#operators.push(operator);
    for (const f of operator.functions) {
      if (!this.#numbers.has(f)) this.#numbers.set(f, this.#functions.length);
      this.#functions.push(f);
    }
  }

  /** undefined: it is none of the graph's. */
  numberOf(f: StepFunction): number | undefined {
    return this.#numbers.get(f);
  }

  at(number: number): StepFunction | undefined {
    return this.#functions[number];
  }

  /** What a worker's table must equal. */
  signature(): OperatorSignature[] {
    return this.#operators.map(({ name, site, functions }) => ({
      name,
      site,
      hashes: functions.map(hashOf),
    }));
  }
}

function hashOf(f: StepFunction): string {
  return createHash('sha256').update(Function.prototype.toString.call(f)).digest('base64url').slice(0, 16);
}

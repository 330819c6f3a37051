import { createHash } from 'node:crypto';
import type { StepFunction } from '../rdd/engine-function.ts';

/** An operator and the user's functions that it was given, as another thread sees them. */
export interface OperatorSignature {
  readonly name: string;
  /** Where it was called: `app.ts:12`. */
  readonly site: string;
  /** One a function, of its source text. */
  readonly hashes: readonly string[];
}

/**
 * The user's functions of a graph, numbered in the order in which its streams were made. A worker thread builds the
 * same graph, so that a number means the same function in both.
 */
export class FunctionTable {
  readonly #operators: (Omit<OperatorSignature, 'hashes'> & {
    readonly functions: readonly StepFunction[];
  })[] = [];
  readonly #functions: StepFunction[] = [];
  readonly #numbers = new Map<StepFunction, number>();

  /** Of functions, not of operators. */
  get size(): number {
    return this.#functions.length;
  }

  /** Takes in what the operator `name`, called at `site`, was given. */
  add(name: string, site: string, functions: readonly StepFunction[]): void {
    this.#operators.push({ name, site, functions });
    for (const f of functions) {
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

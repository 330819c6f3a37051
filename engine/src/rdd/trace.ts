import type { StepFunction } from './engine-function.ts';
import type { Read } from './step.ts';

interface WithFunctions {
  readonly functions: readonly StepFunction[];
}

/**
 * Remembers which operator was computing, and on what, when something was thrown. It costs time in every call, so
 * only a task's last attempt is traced.
 */
export class Trace {
  #operator: string | undefined;
  #values: readonly unknown[] | undefined;

  /** The operator that was at work last; undefined: none yet. */
  get operator(): string | undefined {
    return this.#operator;
  }

  /** What its function was given: a record, or the list of several values; undefined: nothing. */
  get sample(): { readonly record: unknown } | undefined {
    const values = this.#values;
    return values === undefined ? undefined : { record: values.length === 1 ? values[0] : values };
  }

  source(operator: string, read: Read): Read {
    return (push) => {
      this.#at(operator, undefined);
      read(push);
    };
  }

  /** The same step, with functions that say what they are doing. */
  call<C extends WithFunctions>(operator: string, call: C): C {
    return { ...call, functions: call.functions.map((f) => this.#around(operator, f)) };
  }

  #around(operator: string, f: StepFunction): StepFunction {
    return (...values: unknown[]) => {
      this.#at(operator, values);
      const result: unknown = f(...values);
      return isGenerator(result) ? this.#eachOf(operator, values, result) : result;
    };
  }

  /** What a generator throws, it throws later, when others have been at work in between. */
  *#eachOf(operator: string, values: readonly unknown[], records: Iterator<unknown>): Generator<unknown> {
    for (;;) {
      this.#at(operator, values);
      const next = records.next();
      if (next.done === true) return;
      yield next.value;
    }
  }

  #at(operator: string, values: readonly unknown[] | undefined): void {
    this.#operator = operator;
    this.#values = values;
  }
}

function isGenerator(value: unknown): value is Iterator<unknown> {
  return value instanceof Iterator;
}

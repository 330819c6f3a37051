import type { StepFunction } from './engine-function.ts';
import { operatorName } from './operator-scope.ts';
import type { Read } from './step.ts';

/** What an action is made of, besides its kind. */
interface ActionCall<F = readonly StepFunction[], P = unknown> {
  readonly functions: F;
  readonly params: P;
}

/** A kind of action: what is done with one partition's records. One for all its uses, as a step's kind. */
export interface ActionKind<R, F = readonly StepFunction[], P = unknown> {
  readonly name: string;
  run(call: ActionCall<F, P>, read: Read, partition: number): R | Promise<R>;
  /** The result as what survives a structured clone; default: as it is. */
  readonly pack?: ((result: R) => unknown) | undefined;
  readonly unpack?: ((packed: unknown) => R) | undefined;
}

/** An action to run: data, as a step is. */
export interface Action<R> extends ActionCall {
  readonly kind: ActionKind<R>;
  /** For errors: `reduce at app.ts:12`. */
  readonly operator: string;
}

const byName = new Map<string, ActionKind<unknown>>();

/**
 * Adds a kind of action to the table. Call it at the top level of a module that every thread loads.
 *
 * @returns makes an action of that kind: its functions, its params, which must survive a structured clone, and what
 *   errors call it (default: its name and where the user called)
 */
export function defineAction<F extends readonly StepFunction[], R, P = undefined>(
  name: string,
  run: ActionKind<R, F, P>['run'],
  packing: Pick<ActionKind<R>, 'pack' | 'unpack'> = {},
): (functions: F, params: P, operator?: string) => Action<R> {
  if (byName.has(name)) throw new Error(`there are two actions ${name}`);
  const kind = { name, run, ...packing } as ActionKind<R, F, P> as unknown as ActionKind<R>;
  byName.set(name, kind as ActionKind<unknown>);
  return (functions, params, operator = functions.length > 0 ? operatorName(name) : name) => {
    return { kind, functions, params, operator };
  };
}

/** undefined: no module that is loaded defines it. */
export function actionNamed(name: string): ActionKind<unknown> | undefined {
  return byName.get(name);
}

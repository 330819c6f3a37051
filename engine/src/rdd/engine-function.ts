/** Any function a step may be made of. */
// biome-ignore lint/suspicious/noExplicitAny: it is only passed on, never called through this type
export type StepFunction = (...values: any[]) => unknown;

const byName = new Map<string, StepFunction>();
const names = new WeakMap<StepFunction, string>();

/**
 * Names a function of the engine itself, so that a worker thread, which has the same modules, finds it again.
 * Call it at the top level of a module; one that captures anything cannot be found again.
 */
export function engineFunction<F extends StepFunction>(name: string, f: F): F {
  byName.set(name, f);
  names.set(f, name);
  return f;
}

/** undefined: it is not one of the engine's. */
export function engineFunctionName(f: StepFunction): string | undefined {
  return names.get(f);
}

export function engineFunctionNamed(name: string): StepFunction | undefined {
  return byName.get(name);
}

/** Any function a step may be made of. */
// biome-ignore lint/suspicious/noExplicitAny: it is only passed on, never called through this type
export type StepFunction = (...values: any[]) => any;

/** How an engine's function is found again: by its name, or by that of its factory and what it was made of. */
export type EngineFunctionOrigin = string | { readonly factory: string; readonly values: readonly unknown[] };

const byName = new Map<string, StepFunction>();
const factories = new Map<string, (...values: unknown[]) => StepFunction>();
const origins = new WeakMap<StepFunction, EngineFunctionOrigin>();

/**
 * Names a function of the engine itself, so that a worker thread, which has the same modules, finds it again.
 * Call it at the top level of a module; for one that captures something use {@link engineFactory}.
 */
export function engineFunction<F extends StepFunction>(name: string, f: F): F {
  requireNew(name);
  byName.set(name, f);
  origins.set(f, name);
  return f;
}

/**
 * Names a function that makes functions, so that a worker thread makes the same ones again. What it is given must
 * be functions that a worker has (the user's, the engine's, another factory's) or survive a structured clone.
 *
 *     const swapped = engineFactory('swapped', (f: (a: unknown, b: unknown) => unknown) => (a, b) => f(b, a));
 */
export function engineFactory<A extends readonly unknown[], F extends StepFunction>(
  name: string,
  make: (...values: A) => F,
): (...values: A) => F {
  requireNew(name);
  const factory = (...values: A): F => {
    const f = make(...values);
    origins.set(f, { factory: name, values });
    return f;
  };
  factories.set(name, factory as unknown as (...values: unknown[]) => StepFunction);
  return factory;
}

/** undefined: it is not one of the engine's. */
export function engineFunctionOrigin(f: StepFunction): EngineFunctionOrigin | undefined {
  return origins.get(f);
}

export function engineFunctionNamed(name: string): StepFunction | undefined {
  return byName.get(name);
}

export function engineFactoryNamed(name: string): ((...values: unknown[]) => StepFunction) | undefined {
  return factories.get(name);
}

function requireNew(name: string): void {
  if (byName.has(name) || factories.has(name)) throw new Error(`there are two engine functions ${name}`);
}

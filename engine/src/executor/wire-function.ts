import {
  engineFactoryNamed,
  engineFunctionNamed,
  engineFunctionOrigin,
  type StepFunction,
} from '../rdd/engine-function.ts';
import { isCloneable } from './is-cloneable.ts';
import type { WireFunction, WireValue } from './wire.ts';

/** The user's functions by their numbers. */
export interface Functions {
  numberOf(f: StepFunction): number | undefined;
  at(number: number): StepFunction | undefined;
}

/** What another thread finds `f` by; undefined: it cannot, for it was made in this one. */
export function wireFunction(f: StepFunction, functions: Functions): WireFunction | undefined {
  const origin = engineFunctionOrigin(f);
  if (origin === undefined) return functions.numberOf(f);
  if (typeof origin === 'string') return origin;
  const values: WireValue[] = [];
  for (const value of origin.values) {
    const wire = wireValue(value, functions);
    if (wire === undefined) return functions.numberOf(f);
    values.push(wire);
  }
  return { factory: origin.factory, values };
}

function wireValue(value: unknown, functions: Functions): WireValue | undefined {
  if (typeof value !== 'function') return isCloneable(value) ? { value } : undefined;
  const f = wireFunction(value as StepFunction, functions);
  return f === undefined ? undefined : { f };
}

/** Whether there is a function of the user's in it. */
export function isUsers(wire: WireFunction): boolean {
  if (typeof wire === 'object') return wire.values.some((value) => 'f' in value && isUsers(value.f));
  return typeof wire === 'number';
}

/** The function that another thread has named. */
export function functionOf(wire: WireFunction, functions: Functions): StepFunction {
  if (typeof wire === 'object') {
    const values = wire.values.map((each) => ('f' in each ? functionOf(each.f, functions) : each.value));
    const make = engineFactoryNamed(wire.factory);
    if (make !== undefined) return make(...values);
  }
  const f =
    typeof wire === 'number'
      ? functions.at(wire)
      : typeof wire === 'string'
        ? engineFunctionNamed(wire)
        : undefined;
  if (f === undefined) throw new Error(`no function ${JSON.stringify(wire)} in this thread`);
  return f;
}

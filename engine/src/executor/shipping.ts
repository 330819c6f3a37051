import type { Action } from '../rdd/action.ts';
import type { StepFunction } from '../rdd/engine-function.ts';
import type { Plan } from '../rdd/plan.ts';
import { isCloneable } from './is-cloneable.ts';
import { type Functions, isUsers, wireFunction } from './wire-function.ts';

/** Where a plan can run. */
export interface Shipping {
  /** All its steps are ones that a worker thread has. */
  readonly isShippable: boolean;
  /** There is work of the user's in it that a worker can do: else sending it would cost more than it saves. */
  readonly isWorthIt: boolean;
}

export function shippingOf(plan: Plan, functions: Functions): Shipping {
  switch (plan.type) {
    case 'records':
    case 'source':
      return { isShippable: true, isWorthIt: false };
    case 'keep':
      return shippingOf(plan.read, functions);
    case 'concat':
      return together(plan.reads.map((read) => shippingOf(read, functions)));
    case 'step': {
      const own = shippingOfFunctions(plan.call.functions, functions);
      return together([own, ...plan.reads.map((read) => shippingOf(read, functions))]);
    }
  }
}

/** Whether a worker can run the action; one of the user's own functions alone is not worth it. */
export function isShippableAction(action: Action<unknown>, functions: Functions): boolean {
  return shippingOfFunctions(action.functions, functions).isShippable && isCloneable(action.params);
}

export function shippingOfFunctions(used: readonly StepFunction[], functions: Functions): Shipping {
  let isWorthIt = false;
  for (const f of used) {
    const wire = wireFunction(f, functions);
    if (wire === undefined) return { isShippable: false, isWorthIt: false };
    if (isUsers(wire)) isWorthIt = true;
  }
  return { isShippable: true, isWorthIt };
}

function together(parts: readonly Shipping[]): Shipping {
  return {
    isShippable: parts.every((part) => part.isShippable),
    isWorthIt: parts.some((part) => part.isWorthIt),
  };
}

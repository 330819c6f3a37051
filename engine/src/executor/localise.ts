import { collecting } from '../rdd/action-kinds.ts';
import type { Plan } from '../rdd/plan.ts';
import type { Outcome } from './remote-task.ts';
import { runHere } from './run-here.ts';
import { type Shipping, shippingOf, shippingOfFunctions } from './shipping.ts';
import type { Functions } from './wire-function.ts';

/** A plan of which all can run in one place. */
export interface LocalisedPlan {
  readonly plan: Plan;
  readonly shipping: Shipping;
  /** Counts what was added to accumulators on the way. */
  commit(): void;
}

export interface LocaliseOptions {
  readonly functions: Functions;
  readonly partition: number;
  /** The records of a plan that a worker computes. */
  collectInWorker(plan: Plan): Promise<Outcome<unknown[]>>;
}

/**
 * Has parts of a plan done first, so that the rest can run in one place, in a worker or here.
 *
 *     map(the program's) ◀── map(made at run time) ◀── map(the program's) ◀── block
 *     └ may be shipped ┘     └ done here ────────┘     └ done in a worker ───────┘
 */
export async function localise(plan: Plan, options: LocaliseOptions): Promise<LocalisedPlan> {
  const localiser = new Localiser(options);
  const localised = await localiser.inOnePlace(plan);
  return {
    plan: localised,
    shipping: shippingOf(localised, options.functions),
    commit() {
      for (const commit of localiser.commits) commit();
    },
  };
}

class Localiser {
  readonly commits: (() => void)[] = [];
  readonly #options: LocaliseOptions;

  constructor(options: LocaliseOptions) {
    this.#options = options;
  }

  async inOnePlace(plan: Plan): Promise<Plan> {
    const { isShippable, isWorthIt } = this.#shippingOf(plan);
    if (isShippable) return isWorthIt ? this.#withoutSources(plan) : plan;
    if (plan.type === 'step' && !this.#isStepShippable(plan)) {
      return { ...plan, reads: await eachOf(plan.reads, (read) => this.#broughtHere(read)) };
    }
    return this.#withoutSources(await this.#overReads(plan, (read) => this.#sendable(read)));
  }

  /** For a step that runs here: its input, computed by a worker if that is worth it. */
  async #broughtHere(read: Plan): Promise<Plan> {
    const plan = await this.inOnePlace(read);
    const { isShippable, isWorthIt } = this.#shippingOf(plan);
    if (!isShippable || !isWorthIt) return plan;
    const { result, commit } = await this.#options.collectInWorker(plan);
    this.commits.push(commit);
    return { type: 'records', records: result };
  }

  /** For a step that a worker has: its input, computed here if it cannot be computed there. */
  async #sendable(read: Plan): Promise<Plan> {
    const plan = await this.inOnePlace(read);
    return this.#shippingOf(plan).isShippable ? plan : this.#computedHere(plan);
  }

  async #withoutSources(plan: Plan): Promise<Plan> {
    if (plan.type === 'source') return this.#computedHere(plan);
    return this.#overReads(plan, (read) => this.#withoutSources(read));
  }

  async #computedHere(plan: Plan): Promise<Plan> {
    const { partition } = this.#options;
    const operator = 'operator' in plan ? plan.operator : 'union';
    const records = await runHere(
      { plan, task: collecting<unknown>(), partition, operator },
      (context) => void this.commits.push(() => context.commit()),
    );
    return { type: 'records', records };
  }

  async #overReads(plan: Plan, change: (read: Plan) => Promise<Plan>): Promise<Plan> {
    switch (plan.type) {
      case 'keep':
        return { ...plan, read: await change(plan.read) };
      case 'concat':
      case 'step':
        return { ...plan, reads: await eachOf(plan.reads, change) };
      default:
        return plan;
    }
  }

  #shippingOf(plan: Plan): Shipping {
    return shippingOf(plan, this.#options.functions);
  }

  #isStepShippable(plan: Plan & { readonly type: 'step' }): boolean {
    return shippingOfFunctions(plan.call.functions, this.#options.functions).isShippable;
  }
}

async function eachOf<T, U>(values: readonly T[], change: (value: T) => Promise<U>): Promise<U[]> {
  const changed: U[] = [];
  for (const value of values) changed.push(await change(value));
  return changed;
}

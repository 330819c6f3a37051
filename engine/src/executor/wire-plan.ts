import { StreamingError } from '../errors.ts';
import { type Action, actionNamed } from '../rdd/action.ts';
import type { KeptPartition, Plan } from '../rdd/plan.ts';
import { readerOf } from '../rdd/plan.ts';
import { recordsOf, stepNamed } from '../rdd/step.ts';
import { copyBytes } from './copy-bytes.ts';
import { culprit } from './is-cloneable.ts';
import type { WireAction, WireFunction, WirePlan } from './wire.ts';
import { type Functions, functionOf, wireFunction } from './wire-function.ts';

/** A plan on its way to another thread. */
export interface PackedPlan {
  readonly plan: WirePlan;
  /** What is handed over and not copied. */
  readonly transfer: readonly ArrayBuffer[];
  /** Where the driver keeps what comes back, by number. */
  readonly kept: readonly KeptPartition[];
}

/**
 * A plan as data. Reads what only the driver has.
 *
 * @throws {StreamingError} `RECORD_NOT_CLONEABLE` for records that would not arrive as they are
 */
export function packPlan(plan: Plan, functions: Functions): PackedPlan {
  const transfer: ArrayBuffer[] = [];
  const kept: KeptPartition[] = [];
  const numbers = new Map<KeptPartition, number>();
  const pack = (each: Plan): WirePlan => {
    switch (each.type) {
      case 'records':
        return { type: 'records', records: requireCloneable(each.records, 'an RDD') };
      case 'source':
        return { type: 'records', records: requireCloneable(recordsOf(readerOf(each)), each.operator) };
      case 'concat':
        return { type: 'concat', reads: each.reads.map(pack) };
      case 'keep': {
        const records = each.partition.get();
        if (records !== undefined) return { type: 'records', records: requireCloneable(records, 'an RDD') };
        const id = numbers.get(each.partition) ?? kept.push(each.partition) - 1;
        numbers.set(each.partition, id);
        return { type: 'keep', id, read: pack(each.read) };
      }
      case 'step':
        return {
          type: 'step',
          operator: each.operator,
          kind: each.kind.name,
          functions: each.call.functions.map((f) => wireFunction(f, functions) as WireFunction),
          params: copyBytes(each.call.params, transfer),
          partition: each.call.partition,
          reads: each.reads.map(pack),
        };
    }
  };
  return { plan: pack(plan), transfer, kept };
}

/** The plan again, in the thread that is to run it. @param kept gets the records of kept partitions by number */
export function unpackPlan(plan: WirePlan, functions: Functions, kept: Map<number, unknown[]>): Plan {
  switch (plan.type) {
    case 'records':
      return plan;
    case 'concat':
      return { type: 'concat', reads: plan.reads.map((read) => unpackPlan(read, functions, kept)) };
    case 'keep': {
      const { id } = plan;
      const partition = { get: () => kept.get(id), set: (records: unknown[]) => void kept.set(id, records) };
      return { type: 'keep', partition, read: unpackPlan(plan.read, functions, kept) };
    }
    case 'step': {
      const kind = stepNamed(plan.kind);
      if (kind === undefined) throw new Error(`no step ${plan.kind} in this thread`);
      const { operator, params, partition } = plan;
      const call = { functions: plan.functions.map((f) => functionOf(f, functions)), params, partition };
      return {
        type: 'step',
        operator,
        kind,
        call,
        reads: plan.reads.map((r) => unpackPlan(r, functions, kept)),
      };
    }
  }
}

export function packAction(
  { kind, operator, functions, params }: Action<unknown>,
  table: Functions,
): WireAction {
  const names = functions.map((f) => wireFunction(f, table) as WireFunction);
  return { kind: kind.name, operator, functions: names, params };
}

export function unpackAction(action: WireAction, functions: Functions): Action<unknown> {
  const kind = actionNamed(action.kind);
  if (kind === undefined) throw new Error(`no action ${action.kind} in this thread`);
  const { operator, params } = action;
  return { kind, operator, functions: action.functions.map((f) => functionOf(f, functions)), params };
}

/** @throws {StreamingError} `RECORD_NOT_CLONEABLE` */
export function requireCloneable<T>(value: T, of: string): T {
  const found = culprit(value);
  if (found === undefined) return value;
  throw new StreamingError(
    'RECORD_NOT_CLONEABLE',
    `${of} has ${found}, which cannot go from one thread to another; what does must be plain data`,
    {
      fix: 'Turn it into plain data (objects, lists, Map, Set, Date, typed arrays) in a map before, or run with local[1].',
    },
  );
}

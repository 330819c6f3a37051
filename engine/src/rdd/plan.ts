import { StreamingError } from '../errors.ts';
import type { RddNode } from './rdd-node.ts';
import { isStackOverflow } from './stack-overflow.ts';
import { type Read, recordsOf, type StepCall, type StepKind } from './step.ts';
import type { Trace } from './trace.ts';

/** One partition of an RDD and all that it reads, down to what is there already. */
export type Plan =
  | { readonly type: 'records'; readonly records: readonly unknown[] }
  /** What only its RDD can push: what a shuffle or a state has left, or an operation that is not data. */
  | { readonly type: 'source'; readonly operator: string; readonly read: Read }
  | {
      readonly type: 'step';
      readonly operator: string;
      readonly kind: StepKind;
      readonly call: StepCall;
      readonly reads: readonly Plan[];
    }
  /** Its parts, one after another. */
  | { readonly type: 'concat'; readonly reads: readonly Plan[] }
  /** Computed once and kept. */
  | { readonly type: 'keep'; readonly partition: KeptPartition; readonly read: Plan };

/** Where a persisted RDD keeps a partition. */
export interface KeptPartition {
  /** undefined: not kept yet. */
  get(): readonly unknown[] | undefined;
  set(records: unknown[]): void;
}

/** A partition of an RDD that two reads in one plan share, given by the RDD. */
export interface PartitionRef {
  readonly rdd: RddNode<unknown>;
  readonly partition: number;
}

/**
 * How to compute a partition. Runs nothing; what it reads must be prepared.
 *
 * @throws {StreamingError} `LINEAGE_TOO_DEEP`
 */
export function planOf(rdd: RddNode<unknown>, partition: number): Plan {
  try {
    return planDown(rdd, partition);
  } catch (thrown) {
    if (thrown instanceof RangeError && isStackOverflow(thrown)) throw lineageTooDeep(rdd, thrown);
    throw thrown;
  }
}

function planDown(rdd: RddNode<unknown>, partition: number): Plan {
  const at = throughUnions(rdd, partition);
  const kept = at.rdd.keptPartition(at.partition);
  if (kept === undefined) return computedPlan(at.rdd, at.partition);
  const records = kept.get();
  if (records !== undefined) return { type: 'records', records };
  return { type: 'keep', partition: kept, read: computedPlan(at.rdd, at.partition) };
}

/** What a partition is when it is another RDD's. A loop and not recursion: unions of unions may be longer than the stack. */
function throughUnions(rdd: RddNode<unknown>, partition: number): PartitionRef {
  let at: PartitionRef = { rdd, partition };
  while (!at.rdd.isOpaque && at.rdd.step === undefined && at.rdd.keptPartition(at.partition) === undefined) {
    const reads = at.rdd.readsOf(at.partition);
    const only = reads[0];
    if (only === undefined || reads.length > 1) break;
    at = only;
  }
  return at;
}

function computedPlan(rdd: RddNode<unknown>, partition: number): Plan {
  const { operator, step } = rdd;
  if (rdd.isOpaque) return { type: 'source', operator, read: (push) => rdd.compute(partition, push) };
  const reads = rdd.readsOf(partition).map((ref) => planDown(ref.rdd, ref.partition));
  if (step === undefined) return { type: 'concat', reads };
  const { kind, functions = [] } = step;
  const call = { functions, params: step.params?.(partition), partition };
  return { type: 'step', operator, kind, call, reads };
}

function lineageTooDeep(rdd: RddNode<unknown>, cause: RangeError): StreamingError {
  return new StreamingError(
    'LINEAGE_TOO_DEEP',
    `${rdd.operator} stands on more operators than fit on the stack; a lineage must be some thousands long at most`,
    {
      cause,
      fix: 'Call checkpoint() or localCheckpoint() on one of its RDDs now and then: that cuts the lineage.',
    },
  );
}

/** The plan as one loop, push-style: a function call a step and record. */
export function readerOf(plan: Plan, trace?: Trace): Read {
  switch (plan.type) {
    case 'records':
      return (push) => {
        const { records } = plan;
        for (let i = 0; i < records.length; i += 1) push(records[i]);
      };
    case 'source':
      return trace === undefined ? plan.read : trace.source(plan.operator, plan.read);
    case 'step': {
      const { kind } = plan;
      const call = trace === undefined ? plan.call : trace.call(plan.operator, plan.call);
      const reads = plan.reads.map((each) => readerOf(each, trace));
      return (push) => kind.compute(call, reads, push);
    }
    case 'concat': {
      const reads = plan.reads.map((each) => readerOf(each, trace));
      return (push) => {
        for (const read of reads) read(push);
      };
    }
    case 'keep': {
      const { partition } = plan;
      const read = readerOf(plan.read, trace);
      return (push) => {
        let records = partition.get();
        if (records === undefined) {
          const computed = recordsOf(read);
          partition.set(computed);
          records = computed;
        }
        for (let i = 0; i < records.length; i += 1) push(records[i]);
      };
    }
  }
}

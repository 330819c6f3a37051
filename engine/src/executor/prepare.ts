import type { RddNode } from '../rdd/rdd-node.ts';

/** Does the shuffles that `rdd` stands on, parents first. Those already done cost nothing. */
export async function prepare(rdd: RddNode<unknown>): Promise<void> {
  for (const each of inOrder(rdd)) await each.prepare();
}

/**
 * What is not prepared yet, each after all it reads. A list and not recursion: a state's chain of batches may be
 * longer than the stack.
 */
function inOrder(rdd: RddNode<unknown>): RddNode<unknown>[] {
  const ordered: RddNode<unknown>[] = [];
  const seen = new Set<RddNode<unknown>>();
  const stack: { readonly rdd: RddNode<unknown>; readonly isExpanded: boolean }[] = [
    { rdd, isExpanded: false },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.isExpanded) {
      ordered.push(top.rdd);
      continue;
    }
    if (top.rdd.isPrepared || seen.has(top.rdd)) continue;
    seen.add(top.rdd);
    stack.push({ rdd: top.rdd, isExpanded: true });
    for (const parent of top.rdd.parents) stack.push({ rdd: parent, isExpanded: false });
  }
  return ordered;
}

import type { RddNode } from './rdd-node.ts';

/** A lineage may fork again and again. */
const MAX_LINES = 1000;

/**
 * What an RDD is made of, last step first, each stage with its number of partitions:
 *
 *     (8) reduceByKey at app.ts:4
 *      +-(2) map at app.ts:3
 *         |  parallelize at app.ts:2
 */
export function debugString(rdd: RddNode<unknown>): string {
  const lines: string[] = [];
  const stack = [{ rdd, indent: '', mark: stageOf(rdd) }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (lines.length === MAX_LINES) return [...lines, '…'].join('\n');
    const { operator, lineage, isWorkedOut } = top.rdd;
    const level = top.rdd.getStorageLevel();
    lines.push(`${top.indent}${top.mark}${operator}${level.name === 'NONE' ? '' : ` [${level.name}]`}`);
    // A stage's first step stands where its mark ends.
    const indent = top.mark.startsWith(' +-') ? `${top.indent}   ` : top.indent;
    for (const parent of lineage.toReversed()) {
      const mark = isWorkedOut ? ` +-${stageOf(parent)}` : ' |  ';
      stack.push({ rdd: parent, indent, mark });
    }
  }
  return lines.join('\n');
}

function stageOf({ numPartitions }: RddNode<unknown>): string {
  return `(${numPartitions}) `;
}

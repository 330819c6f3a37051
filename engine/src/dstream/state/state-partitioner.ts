import type { EngineContext } from '../../executor/engine-context.ts';
import {
  functionPartitioner,
  hashPartitioner,
  type Partitioner,
  requireNumPartitions,
} from '../../rdd/partitioner.ts';

/** How a state is laid out. */
export interface StateLayout<K> {
  /** Of the state; default: the engine's shufflePartitions. */
  readonly numPartitions?: number | undefined;
  /** Says in which partition a key is; a function gives an integer. Default: by the key's hash. */
  readonly partitioner?: Partitioner | ((key: K) => number) | undefined;
}

/** The partitioner that a layout means. @throws {StreamingError} `INVALID_NUM_PARTITIONS` */
export function statePartitioner<K>(
  { numPartitions, partitioner }: StateLayout<K>,
  engine: EngineContext,
): Partitioner {
  if (typeof partitioner === 'object') return partitioner;
  const partitions = numPartitions ?? engine.shufflePartitions;
  requireNumPartitions(partitions);
  return partitioner === undefined
    ? hashPartitioner(partitions)
    : functionPartitioner(partitions, partitioner);
}

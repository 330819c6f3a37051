import type { DStreamGraph } from './graph.ts';
import type { StreamNode } from './stream-node.ts';

/**
 * The streams of a graph that have a past to save, by a name that stays when other streams come or go:
 * `updateStateByKey#0` is the first updateStateByKey made.
 */
export function checkpointableStreams(graph: DStreamGraph): ReadonlyMap<string, StreamNode<unknown>> {
  const counts = new Map<string, number>();
  const streams = new Map<string, StreamNode<unknown>>();
  for (const stream of graph.streams) {
    if (stream.checkpointable === undefined) continue;
    const count = counts.get(stream.name) ?? 0;
    counts.set(stream.name, count + 1);
    streams.set(`${stream.name}#${count}`, stream);
  }
  return streams;
}

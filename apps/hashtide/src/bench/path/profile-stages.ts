import { readFileSync } from 'node:fs';

/** A stage of the path and what part of the engine’s busy time it had. */
export interface StageShare {
  readonly stage: string;
  readonly share: number;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The first that matches `function url` decides; what matches none takes its caller’s stage. */
const STAGES: readonly (readonly [stage: string, pattern: RegExp])[] = [
  ['idle', /^\(idle\)/],
  ['garbage collection', /^\(garbage collector\)/],
  ['label', /models\/src/],
  ['hashtags', /pipeline\/(hashtags|hashtag-characters|urls\/|bytes\/(hashtag-bytes|spelling-table))/],
  ['windows', /pipeline\/(windows\/|hashtag-windows)/],
  ['repeated ids', /pipeline\/(seen-ids|id-table|tweet-id)/],
  ['count', /pipeline\/(batch-counter|hashtag-columns|tally-column)/],
  ['read the JSON', /pipeline\//],
  ['commit', /engine\/src\/store|better-sqlite3/],
  ['write-ahead log', /checkpoint\/|source-log|logged-(block|sink)/],
  ['receive and split', /sources\/|node:net|stream_base|node:internal\/streams/],
  ['batches and jobs', /engine\/src\//],
];

/** Self time by stage over some profiles, the greatest first; idle time left out. */
export function stageShares(files: readonly string[]): StageShare[] {
  const times = new Map<string, number>();
  for (const file of files) addTimes(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile, times);
  times.delete('idle');
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([stage, time]) => ({ stage, share: time / total }))
    .sort((a, b) => b.share - a.share);
}

function addTimes({ nodes, samples, timeDeltas }: CpuProfile, times: Map<string, number>): void {
  const stageOf = new Map<number, string>();
  // A node comes before its children.
  for (const { id, callFrame, children = [] } of nodes) {
    const name = `${callFrame.functionName} ${callFrame.url}`;
    const own = STAGES.find(([, pattern]) => pattern.test(name))?.[0];
    const stage = own ?? stageOf.get(id) ?? 'other';
    stageOf.set(id, stage);
    for (const child of children) stageOf.set(child, stage);
  }
  for (const [index, id] of samples.entries()) {
    const stage = stageOf.get(id) ?? 'other';
    times.set(stage, (times.get(stage) ?? 0) + (timeDeltas[index] ?? 0));
  }
}

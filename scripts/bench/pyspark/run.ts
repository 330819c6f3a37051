import type { TreeCost } from './process-tree.ts';

export interface Recording {
  readonly file: string;
  readonly numTweets: number;
  /** For what a run leaves; deleted with it. */
  readonly folder: string;
}

/** What a recording took, who feeds it included; CPU from the start of the processes to the last result. */
export interface Run extends TreeCost {
  readonly name: string;
  readonly numTweets: number;
  /** How many tweets have which: both sides must have counted the same. */
  readonly labels: Readonly<Record<'positive' | 'neutral' | 'negative', number>>;
  /** From the first byte that is sent to the last batch's result. */
  readonly seconds: number;
  /** What of `cpuSeconds` was gone before the first byte. */
  readonly startCpuSeconds: number;
  readonly details: string;
}

/** Tweets a second of one core's work: what a machine with other work changes least. */
export function tweetsPerCpuSecond({ numTweets, cpuSeconds }: Run): number {
  return numTweets / cpuSeconds;
}

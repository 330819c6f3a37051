import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StandInX } from '../../apps/tweet-reader/src/testing/index.ts';
import { chaosTweet } from './chaos-tweets.ts';
import type { Running } from './processes.ts';
import { must, type Trial } from './scenario.ts';

const TICK_MS = 10;

export interface LiveReaderSetup {
  readonly port: number;
  /** false: `--no-spool`. */
  readonly spool?: boolean;
  /** Its data directory below the trial's folder. */
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly through?: readonly string[];
}

/** A stand-in for X that pushes numbered tweets at a steady rate, and starts readers of it. */
export class LiveSource {
  readonly #trial: Trial;
  readonly #x: StandInX;
  readonly #ratePerSecond: number;
  /** Tweet `n` was pushed at `#pushedAt[n − 1]`, epoch ms. */
  readonly #pushedAt: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #owed = 0;
  #tickedAt = 0;

  private constructor(trial: Trial, x: StandInX, ratePerSecond: number) {
    this.#trial = trial;
    this.#x = x;
    this.#ratePerSecond = ratePerSecond;
  }

  static async start(trial: Trial, ratePerSecond: number): Promise<LiveSource> {
    const x = await StandInX.start({ connectLimit: 1_000_000, secondConnection: 'replace' });
    return new LiveSource(trial, x, ratePerSecond);
  }

  /** Tweets pushed down an open stream; the first has number 1. */
  get numPushed(): number {
    return this.#pushedAt.length;
  }

  /** When tweet `number` was pushed, epoch ms. */
  pushedAt(number: number): number {
    return this.#pushedAt[number - 1] ?? Number.NaN;
  }

  /** Pushes from now on, while a reader listens. */
  flow(): void {
    this.#tickedAt = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  pause(): void {
    clearInterval(this.#timer);
  }

  /** `hashtide read x`, listening for engines and connected to the stand-in. */
  async startReader({
    port,
    spool = true,
    name = 'reader',
    env = {},
    through = [],
  }: LiveReaderSetup): Promise<Running> {
    const { folder, processes } = this.#trial;
    const dataDir = join(folder, name);
    const ca = join(folder, 'x.pem');
    writeFileSync(ca, this.#x.ca);
    // Its own fuse: no more than 45 connections in 15 minutes, also over restarts. Kills are more.
    rmSync(join(dataDir, 'x-connects.json'), { force: true });
    const { host, port: at } = this.#x.connectTo;
    const streams = this.#x.connectTimes.length;
    const reader = processes.hashtide(
      [
        ...['read', 'x', '--port', String(port), '--data-dir', dataDir, '--rule', '#topic1'],
        ...['--max-posts-per-day', '100000000', ...(spool ? [] : ['--no-spool'])],
      ],
      {
        name,
        through,
        env: {
          X_BEARER_TOKEN: this.#x.bearerToken,
          HASHTIDE_X_CONNECT_TO: `${host}:${at}`,
          NODE_EXTRA_CA_CERTS: ca,
          ...env,
        },
      },
    );
    const isListening = await reader.until(/ on 127\.0\.0\.1:\d+/);
    must(isListening !== undefined, 'the reader does not listen', [reader.said.slice(-2000)]);
    await Promise.race([
      this.#x.until((x) => x.connectTimes.length > streams && x.liveStreams > 0),
      reader.ended,
    ]);
    return reader;
  }

  async close(): Promise<void> {
    this.pause();
    await this.#x.close();
  }

  #tick(): void {
    const now = performance.now();
    this.#owed += ((now - this.#tickedAt) / 1000) * this.#ratePerSecond;
    this.#tickedAt = now;
    if (this.#x.liveStreams === 0) this.#owed = 0;
    const tweets: object[] = [];
    for (; this.#owed >= 1; this.#owed -= 1) {
      tweets.push(chaosTweet(this.#trial.seed, this.numPushed + 1));
      this.#pushedAt.push(Date.now());
    }
    if (tweets.length > 0) this.#x.push(...tweets);
  }
}

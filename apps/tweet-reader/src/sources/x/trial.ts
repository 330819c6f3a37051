import { ManualClock } from '@hashtide/engine/testing';
import {
  SourceProbe,
  StandInX,
  type StandInXOptions,
  standInTweet,
  standInTweetId,
} from '../../testing/index.ts';
import { type XSource, type XSourceOptions, xSource } from './x-source.ts';

/** A wait that the source announced, and how long it was when it did. */
export interface AnnouncedWait {
  readonly why: string;
  readonly waitMs: number;
}

/** Long before anything: the time at which a trial begins. */
export const TRIAL_START = 1_795_336_800_000;

/**
 * A source in front of a stand-in X, both on one ManualClock: every wait that the source announces passes at
 * once, so hours take seconds and nothing depends on the machine's speed.
 */
export class Trial {
  readonly clock: ManualClock;
  readonly x: StandInX;
  readonly waits: AnnouncedWait[] = [];
  readonly logged: string[] = [];
  /** Waits pass by themselves; false: the test moves the clock. */
  passesWaits = true;
  #sent = 0;

  readonly #options: XSourceOptions;
  #source: XSource;
  #probe: SourceProbe;

  private constructor(clock: ManualClock, x: StandInX, options: Partial<XSourceOptions>) {
    this.clock = clock;
    this.x = x;
    this.#options = {
      bearerToken: x.bearerToken,
      rules: [{ value: '#hashtide' }],
      clock,
      random: () => 0,
      log: (_level, message) => this.logged.push(message),
      connectTo: x.connectTo,
      ca: x.ca,
      ...options,
    };
    this.#source = this.anotherSource();
    this.#probe = this.#watch();
  }

  get source(): XSource {
    return this.#source;
  }

  get probe(): SourceProbe {
    return this.#probe;
  }

  /** @param setUp done with the stand-in before the source starts */
  static async start(
    options: Partial<XSourceOptions> & { readonly standIn?: StandInXOptions } = {},
    setUp: (x: StandInX, clock: ManualClock) => void = () => {},
  ): Promise<Trial> {
    const { standIn, ...sourceOptions } = options;
    const clock = new ManualClock(TRIAL_START);
    const x = await StandInX.start({ clock, ...standIn });
    setUp(x, clock);
    return new Trial(clock, x, sourceOptions);
  }

  /** One more source at the same stand-in and clock. */
  anotherSource(options: Partial<XSourceOptions> = {}): XSource {
    return xSource({ ...this.#options, ...options });
  }

  /** A new source takes the place of the stopped one, as after a restart of the process. */
  async restart(): Promise<void> {
    await this.x.until((x) => x.liveSockets === 0);
    this.#sent = 0;
    this.#source = this.anotherSource();
    this.#probe = this.#watch();
  }

  /** Resolves when `count` posts in all have come. */
  async came(count: number): Promise<void> {
    await this.probe.until(() => this.source.counters.posts >= count && this.probe.ids.length >= count);
  }

  /** Sends the next invented posts and waits until they came. */
  async deliver(count = 1): Promise<void> {
    await this.connected();
    const before = this.probe.ids.length;
    for (let i = 0; i < count; i++) this.x.push(standInTweet({ number: ++this.#sent }));
    await this.came(before + count);
  }

  /** The ids of all that {@link deliver} sent, in order. */
  get sentIds(): readonly string[] {
    return Array.from({ length: this.#sent }, (_, i) => standInTweetId(i + 1));
  }

  /** Resolves when a stream is open at both ends. */
  async connected(): Promise<void> {
    await this.probe.until((probe) => probe.conditions.at(-1)?.state === 'connected');
    await this.x.until((x) => x.liveStreams === 1);
  }

  /** Does something that ends the connection, and resolves when the source has noticed. */
  async drop(disturb: () => void | Promise<void>): Promise<void> {
    const seen = this.probe.events.length;
    await disturb();
    await this.probe.until(({ events }) =>
      events.slice(seen).some((event) => event.kind === 'condition' && event.condition.state !== 'connected'),
    );
  }

  /** Lets a connection live on, with a post every 10 s, so that it is not taken for silent. */
  async live(durationMs: number): Promise<void> {
    for (let lived = 0; lived < durationMs; lived += 10_000) {
      await this.deliver();
      this.clock.advance(Math.min(10_000, durationMs - lived));
    }
    await this.deliver();
  }

  /** Resolves when the source has announced `count` waits in all. */
  async waited(count: number): Promise<void> {
    await this.probe.until(() => this.waits.length >= count);
  }

  async stop(): Promise<void> {
    await this.probe.stop();
    await this.x.until((x) => x.liveSockets === 0);
    await this.x.close();
  }

  #watch(): SourceProbe {
    return new SourceProbe(this.#source, (event) => {
      if (event.kind !== 'condition' || event.condition.state !== 'backoff') return;
      const { why, retryAt = 0 } = event.condition;
      this.waits.push({ why, waitMs: retryAt - this.clock.now() });
      if (this.passesWaits) this.clock.setTime(retryAt);
    });
  }
}

/** How many of `times` fall into the fullest stretch of `windowMs`. */
export function mostWithin(windowMs: number, times: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (let until = 0; until < times.length; until++) {
    while ((times[until] as number) - (times[from] as number) >= windowMs) from += 1;
    most = Math.max(most, until - from + 1);
  }
  return most;
}

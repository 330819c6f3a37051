import { join } from 'node:path';
import { type Clock, StreamingError, SystemClock, toError } from '@hashtide/engine';
import type { SourceCondition, SourceEvent, TweetSource } from '../../tweet-source.ts';
import { ConnectWindow } from './connect-window.ts';
import { type CredentialOptions, requireCredentials } from './credentials.ts';
import { EventQueue } from './event-queue.ts';
import { JsonFile } from './json-file.ts';
import { PostBudget } from './post-budget.ts';
import { Redactor } from './redactor.ts';
import type { Rule } from './rule.ts';
import type { SourceLog } from './source-log.ts';
import { StreamIntake, type XCounters } from './stream-intake.ts';
import type { SynchronisedRules } from './synchronise-rules.ts';
import { validateRule } from './validate-rule.ts';
import type { XEndpoint } from './x-agent.ts';

export interface XSourceOptions extends CredentialOptions, XEndpoint {
  /** All the rules that shall be on X under our prefix; none: those of others are listened to. */
  readonly rules: readonly Rule[];
  readonly clock?: Clock;
  /** In [0, 1); spreads the waits. */
  readonly random?: () => number;
  readonly log?: SourceLog;
  /** Posts a UTC day at which the source stops; default: none. */
  readonly maxPostsPerDay?: number | undefined;
  /** Where the day's posts and the last connects are remembered; default: nowhere. */
  readonly dataDirectory?: string | undefined;
  /** What may wait for a slow iterator; default 64 MiB. */
  readonly maxQueueBytes?: number;
  /** A connection that gives no sign for this long is broken off; X gives one every 20 s; default 22 s. */
  readonly readTimeoutMs?: number;
  /** Asked once, at start, when X says that another connection is open: shall it be closed? Default: no. */
  readonly onTooManyConnections?: () => Promise<boolean>;
  /** Told once, before the first connection, what became of the rules. */
  readonly onRulesSynchronised?: (rules: SynchronisedRules) => void;
}

/** The filtered stream of X as a source. */
export interface XSource extends TweetSource {
  readonly counters: XCounters;
  /** Posts read this UTC day, and what they cost by estimate, in dollars. */
  readonly spent: { readonly posts: number; readonly dollars: number };
}

const WATERMARK_EVERY_MS = 1_000;

/**
 * Tweets from X's filtered stream, for as long as X lets us. Each iteration is a run of its own; ending it,
 * or aborting, closes the connection before it returns. Nothing thrown or logged holds a key.
 *
 * @throws {StreamingError} `X_TOKEN_MISSING`, `X_TOKEN_MALFORMED`, `X_BAD_BUDGET` and those of
 *   {@link validateRule}, at once; iterating it throws `X_UNAUTHORIZED`, `X_FORBIDDEN`, `X_NO_RULES`,
 *   `X_CREDITS`, `X_BAD_REQUEST`, `X_NOT_FOUND`, `X_RULE_REFUSED`, `X_RULE_CAP`, `X_BUDGET_USED`
 */
export function xSource(options: XSourceOptions): XSource {
  const { clock = new SystemClock(), maxQueueBytes = 64 * 1024 * 1024, readTimeoutMs = 22_000 } = options;
  const credentials = requireCredentials(options);
  for (const rule of options.rules) validateRule(rule.value);
  const redactor = new Redactor();
  for (const secret of Object.values(credentials)) redactor.add(secret);
  const log: SourceLog = (level, message) => options.log?.(level, redactor.redact(message));
  const file = (name: string): JsonFile | undefined =>
    options.dataDirectory === undefined ? undefined : new JsonFile(join(options.dataDirectory, name), log);
  const budget = new PostBudget({
    clock,
    log,
    maxPostsPerDay: options.maxPostsPerDay,
    file: file('budget.json'),
  });
  const window = new ConnectWindow(clock, file('x-connects.json'));
  const intake = new StreamIntake({ clock, log, budget });

  async function* events(signal: AbortSignal): AsyncGenerator<SourceEvent, void> {
    const queue = new EventQueue(maxQueueBytes);
    const stopper = new AbortController();
    const stop = (): void => stopper.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const onCondition = (condition: SourceCondition): void =>
      queue.pushCondition({ ...condition, why: redactor.redact(condition.why) });
    const stopTelling = tellTheTime(clock, () => queue.pushWatermark(intake.stamp()));
    // loads the library of X only when it is needed
    const running = import('./supervise-stream.ts')
      .then(({ superviseStream }) =>
        superviseStream(
          {
            line: { endpoint: { connectTo: options.connectTo, ca: options.ca }, clock, readTimeoutMs },
            credentials,
            rules: options.rules,
            redactor,
            window,
            random: options.random ?? Math.random,
            log,
            listener: intake.listenerFor(queue),
            requireRoom: () => budget.requireRoom(),
            onCondition,
            onConnecting: () => intake.countConnect(),
            onRulesSynchronised: options.onRulesSynchronised ?? (() => {}),
            onTooManyConnections: options.onTooManyConnections ?? (async () => false),
          },
          stopper.signal,
        ),
      )
      .catch((error: unknown) => {
        const aborted = stopper.signal.aborted;
        const clean = aborted ? undefined : withoutSecrets(error, redactor);
        onCondition({ state: 'stopped', why: clean?.message ?? '' });
        queue.end(clean);
      });
    try {
      yield* queue;
    } finally {
      signal.removeEventListener('abort', stop);
      stopTelling();
      stopper.abort();
      await running;
      budget.save();
    }
  }

  return {
    name: 'x',
    clock: 'live',
    epoch: undefined,
    about: options.rules.length === 1 ? '1 rule' : `${options.rules.length} rules`,
    total: undefined,
    counters: intake.counters,
    get spent() {
      return { posts: budget.posts, dollars: budget.dollars };
    },
    events,
  };
}

/** Calls `tell` every second until stopped: time goes on for those who wait, also when X is quiet. */
function tellTheTime(clock: Clock, tell: () => void): () => void {
  let cancel = (): void => {};
  const arm = (): void => {
    cancel = clock.at(clock.now() + WATERMARK_EVERY_MS, () => {
      tell();
      arm();
    });
  };
  arm();
  return () => cancel();
}

/** The library's errors hold their request, and so the key: only words leave this module, never causes. */
function withoutSecrets(thrown: unknown, redactor: Redactor): Error {
  const error = toError(thrown);
  const message = redactor.redact(error.message);
  if (!(error instanceof StreamingError)) return new StreamingError('X_FAILED', message);
  return new StreamingError(
    error.code,
    message,
    error.fix === undefined ? {} : { fix: redactor.redact(error.fix) },
  );
}

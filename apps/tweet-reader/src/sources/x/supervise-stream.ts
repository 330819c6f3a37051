import { type Clock, delay } from '@hashtide/engine';
import type { SourceCondition } from '../../tweet-source.ts';
import { askX, obtainToken, type XLine } from './ask-x.ts';
import { BackOff, type StreamEnd } from './back-off.ts';
import type { ConnectWindow } from './connect-window.ts';
import type { Credentials } from './credentials.ts';
import { type Failure, RequestFailed } from './failure.ts';
import { readStream, type StreamListener } from './read-stream.ts';
import type { Redactor } from './redactor.ts';
import type { Rule } from './rule.ts';
import type { SourceLog } from './source-log.ts';
import { type SynchronisedRules, synchroniseRules } from './synchronise-rules.ts';
import { XAgent } from './x-agent.ts';

export interface SuperviseOptions {
  readonly line: XLine;
  readonly credentials: Credentials;
  readonly rules: readonly Rule[];
  readonly redactor: Redactor;
  readonly window: ConnectWindow;
  readonly random: () => number;
  readonly log: SourceLog;
  readonly listener: StreamListener;
  /** Called before each connection; throws when there must be no other. */
  readonly requireRoom: () => void;
  readonly onCondition: (condition: SourceCondition) => void;
  readonly onConnecting: () => void;
  readonly onRulesSynchronised: (rules: SynchronisedRules) => void;
  readonly onTooManyConnections: () => Promise<boolean>;
}

/**
 * Keeps a connection to X open for as long as it makes sense: gets the token, synchronises the rules, then
 * connects again and again by the rules of {@link BackOff} and {@link ConnectWindow}.
 *
 * @throws {StreamingError} when only a person can help; `signal`'s reason when aborted, with no socket left
 */
export async function superviseStream(options: SuperviseOptions, signal: AbortSignal): Promise<never> {
  const supervisor = new Supervisor(options, signal);
  const token = await supervisor.prepare();
  for (;;) await supervisor.connect(token);
}

class Supervisor {
  readonly #options: SuperviseOptions;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  readonly #backOff: BackOff;
  #wasEverConnected = false;
  #hasAsked = false;
  #said: SourceCondition | undefined;

  constructor(options: SuperviseOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#clock = options.line.clock;
    this.#backOff = new BackOff(options.random);
  }

  async prepare(): Promise<string> {
    const { line, credentials, rules, redactor, requireRoom, onRulesSynchronised } = this.#options;
    requireRoom();
    this.#say({ state: 'connecting', why: '' });
    const token = await this.#persist(() => obtainToken(line, credentials, this.#signal));
    redactor.add(token);
    onRulesSynchronised(
      await this.#persist(() => askX(line, token, this.#signal, (client) => synchroniseRules(client, rules))),
    );
    return token;
  }

  /** One connection, and the wait after it. */
  async connect(token: string): Promise<void> {
    const { window, line, listener, requireRoom, onConnecting } = this.#options;
    requireRoom();
    await this.#waitForRoom();
    onConnecting();
    const takeBack = window.count();
    const agent = new XAgent(line.endpoint, this.#clock, line.readTimeoutMs);
    let outcome: StreamEnd | Failure;
    try {
      outcome = await readStream(token, agent, this.#clock, this.#noting(listener), this.#signal);
    } catch (error) {
      outcome = failureIn(error);
    } finally {
      if (!agent.reachedHost) takeBack();
    }
    await this.#goOnAfter(outcome, token);
  }

  async #goOnAfter(outcome: StreamEnd | Failure, token: string): Promise<void> {
    if (outcome.kind === 'final') throw outcome.error;
    if (outcome.kind === 'tooManyConnections' && (await this.#closedTheOther(token))) return;
    await this.#wait(this.#backOff.waitAfter(outcome, this.#clock.now()), outcome.why);
  }

  #noting(listener: StreamListener): StreamListener {
    return {
      ...listener,
      onConnected: () => {
        this.#wasEverConnected = true;
        this.#say({ state: 'connected', why: '' });
        listener.onConnected();
      },
    };
  }

  /** At start the other connection may be a forgotten program's; later it is our own, not yet noticed gone. */
  async #closedTheOther(token: string): Promise<boolean> {
    if (this.#wasEverConnected || this.#hasAsked) return false;
    this.#hasAsked = true;
    const { line, log, onTooManyConnections } = this.#options;
    if (!(await unlessAborted(onTooManyConnections(), this.#signal))) return false;
    try {
      await askX(line, token, this.#signal, (client) => client.v2.delete('connections/all'));
    } catch (error) {
      log('warn', `the other connection could not be closed: ${failureWhy(failureIn(error))}`);
      return false;
    }
    log('info', 'the other connection of this app was closed');
    this.#backOff.expectStaleSlot();
    return true;
  }

  async #persist<T>(task: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await task();
      } catch (error) {
        const failure = failureIn(error);
        if (failure.kind === 'final') throw failure.error;
        await this.#wait(this.#backOff.waitAfter(failure, this.#clock.now()), failure.why);
        this.#say({ state: 'connecting', why: failure.why });
      }
    }
  }

  async #waitForRoom(): Promise<void> {
    const roomAt = this.#options.window.roomAt;
    if (roomAt > this.#clock.now()) {
      await this.#wait(roomAt - this.#clock.now(), 'too many connections in 15 minutes; X would lock us out');
    }
    this.#say({ state: 'connecting', why: '' });
  }

  async #wait(waitMs: number, why: string): Promise<void> {
    this.#signal.throwIfAborted();
    this.#options.log(
      'warn',
      waitMs === 0 ? `${why}; connecting again` : `${why}; next try in ${waitMs / 1000} s`,
    );
    if (waitMs === 0) return;
    const waited = delay(this.#clock, waitMs, this.#signal);
    this.#say({ state: 'backoff', why, retryAt: this.#clock.now() + waitMs });
    await waited;
  }

  #say(condition: SourceCondition): void {
    const isNews = condition.state !== 'connecting' || condition.state !== this.#said?.state;
    this.#said = condition;
    if (isNews) this.#options.onCondition(condition);
  }
}

/** @throws whatever is not a failed request */
function failureIn(error: unknown): Failure {
  if (error instanceof RequestFailed) return error.failure;
  throw error;
}

function failureWhy(failure: Failure): string {
  return failure.kind === 'final' ? failure.error.message : failure.why;
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

import type { IncomingMessage } from 'node:http';
import type { Clock } from '@hashtide/engine';
import type { TweetStream } from 'twitter-api-v2';
import { openClient } from './ask-x.ts';
import type { StreamEnd } from './back-off.ts';
import { classifyFailure, describeAnswer } from './classify-failure.ts';
import { RequestFailed } from './failure.ts';
import { describeProblem, type Problem, problemOf } from './problem.ts';
import { STREAM_FIELDS } from './stream-fields.ts';
import { WholeLines } from './whole-lines.ts';
import { SilentConnectionError, type XAgent } from './x-agent.ts';

/** What a connection tells while it lives. What a listener throws ends the connection and is thrown on. */
export interface StreamListener {
  onConnected(): void;
  onPost(payload: object): void;
  /** X says something about the stream itself, usually that it will end. */
  onNotice(problem: Problem): void;
  /** JSON of a kind that is not known here. */
  onUnknown(): void;
  /** A line that is no JSON. */
  onUnparsable(): void;
  /** A line that is too long to be a post. */
  onTooLong(): void;
}

/**
 * One connection to the filtered stream, from its start to its end. When it settles no socket is left. The
 * library reconnects by itself neither well nor stoppably, so it is never let to.
 *
 * @throws {RequestFailed} when no stream came about; `signal`'s reason when aborted
 */
export async function readStream(
  bearerToken: string,
  agent: XAgent,
  clock: Clock,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<StreamEnd> {
  signal.throwIfAborted();
  const connection = new Connection(agent, clock, listener);
  const onAbort = (): void => void agent.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const end = await connection.run(bearerToken);
    signal.throwIfAborted();
    return end;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await agent.close();
  }
}

class Connection {
  readonly #agent: XAgent;
  readonly #clock: Clock;
  readonly #listener: StreamListener;
  readonly #closed = Promise.withResolvers<void>();
  #connectedAt = 0;
  #why = '';
  /** What ended it from our side. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(agent: XAgent, clock: Clock, listener: StreamListener) {
    this.#agent = agent;
    this.#clock = clock;
    this.#listener = listener;
  }

  async run(bearerToken: string): Promise<StreamEnd> {
    const { ETwitterStreamEvent } = await import('twitter-api-v2');
    const client = await openClient(bearerToken, this.#agent);
    const stream: TweetStream<unknown> = client.v2.searchStream({
      'tweet.fields': [...STREAM_FIELDS['tweet.fields']],
      expansions: [...STREAM_FIELDS.expansions],
      'user.fields': [...STREAM_FIELDS['user.fields']],
      autoConnect: false,
    });
    stream.on(ETwitterStreamEvent.Connected, () => this.#guard(() => this.#onConnected(stream)));
    stream.on(ETwitterStreamEvent.Data, (payload) => this.#guard(() => this.#onPayload(payload)));
    stream.on(ETwitterStreamEvent.DataError, (payload) => this.#guard(() => this.#onPayload(payload)));
    stream.on(ETwitterStreamEvent.TweetParseError, () => this.#guard(() => this.#listener.onUnparsable()));
    stream.on(ETwitterStreamEvent.ConnectionClosed, () => this.#closed.resolve());
    try {
      await stream.connect({ autoReconnect: false, keepAliveTimeout: 'disable' });
    } catch (error) {
      throw new RequestFailed(classifyFailure(error, this.#agent.error));
    }
    await this.#closed.promise;
    if (this.#thrown !== undefined) throw this.#thrown.error;
    return { kind: 'ended', livedMs: this.#clock.now() - this.#connectedAt, why: this.#whyEnded() };
  }

  #onConnected(stream: TweetStream<unknown>): void {
    const response = responseOf(stream);
    // should the library miss it
    response.once('close', () => this.#closed.resolve());
    // the library takes every status below 400 for a stream
    if (response.statusCode !== 200) {
      throw new RequestFailed({
        kind: 'http',
        why: describeAnswer(response.statusCode ?? 0, problemOf(undefined)),
      });
    }
    const { onTooLong } = this.#listener;
    replaceResponse(
      stream,
      new WholeLines(
        response,
        () => this.#agent.touch(),
        () => this.#guard(onTooLong),
      ),
    );
    this.#connectedAt = this.#clock.now();
    this.#agent.touch();
    this.#listener.onConnected();
  }

  #onPayload(payload: unknown): void {
    if (typeof payload !== 'object' || payload === null) this.#listener.onUnknown();
    else if ('data' in payload && typeof payload.data === 'object' && payload.data !== null) {
      this.#listener.onPost(payload);
    } else if ('errors' in payload || 'connection_issue' in payload) {
      const problem = problemOf(payload);
      this.#why = `X says ${describeProblem(problem)}`;
      this.#listener.onNotice(problem);
    } else this.#listener.onUnknown();
  }

  /** The library would swallow what is thrown here, or call it a parse error. */
  #guard(task: () => void): void {
    if (this.#thrown !== undefined) return;
    try {
      task();
    } catch (error) {
      this.#thrown = { error };
      void this.#agent.close();
    }
  }

  #whyEnded(): string {
    if (this.#why !== '') return this.#why;
    const error = this.#agent.error;
    if (error === undefined) return 'X closed the connection';
    if (error instanceof SilentConnectionError) return error.message;
    return `the connection to X broke${'code' in error ? ` (${error.code})` : ''}`;
  }
}

// The one touch of something private; a contract test holds it to the pinned version.

export function responseOf(stream: TweetStream<unknown>): IncomingMessage {
  return Reflect.get(stream, 'res') as IncomingMessage;
}

/** At `Connected`, before the library listens to it. */
export function replaceResponse(stream: TweetStream<unknown>, lines: WholeLines): void {
  Reflect.set(stream, 'res', lines);
}

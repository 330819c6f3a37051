import { type Clock, StreamingError } from '@hashtide/engine';
import type { TwitterApi, TwitterApiTokens } from 'twitter-api-v2';
import { classifyFailure } from './classify-failure.ts';
import type { Credentials } from './credentials.ts';
import { RequestFailed } from './failure.ts';
import { XAgent, type XEndpoint } from './x-agent.ts';

/** How X is reached. */
export interface XLine {
  readonly endpoint: XEndpoint;
  readonly clock: Clock;
  readonly readTimeoutMs: number;
}

/** The library takes its time to load, so whoever needs no X does not load it. */
export async function openClient(token: string | TwitterApiTokens, agent: XAgent): Promise<TwitterApi> {
  const { TwitterApi } = await import('twitter-api-v2');
  // compressed, the library does not notice that a stream was cut
  const settings = { compression: 'identity', httpAgent: agent } as const;
  return typeof token === 'string' ? new TwitterApi(token, settings) : new TwitterApi(token, settings);
}

/**
 * Does some plain requests and leaves no socket behind.
 *
 * @throws {RequestFailed} when a request fails; {@link StreamingError}s and `signal`'s reason pass through
 */
export async function askX<T>(
  line: XLine,
  token: string | TwitterApiTokens,
  signal: AbortSignal,
  task: (client: TwitterApi) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const agent = new XAgent(line.endpoint, line.clock, line.readTimeoutMs);
  const onAbort = (): void => void agent.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await task(await openClient(token, agent));
  } catch (error) {
    signal.throwIfAborted();
    throw isFromLibrary(error) ? new RequestFailed(classifyFailure(error, agent.error)) : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await agent.close();
  }
}

/**
 * The bearer token: the one given, or the app-only token made from key and secret.
 *
 * @throws {RequestFailed}
 */
export async function obtainToken(
  line: XLine,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<string> {
  if (credentials.kind === 'bearer') return credentials.bearerToken;
  const tokens = { appKey: credentials.apiKey, appSecret: credentials.apiSecret };
  try {
    return await askX(line, tokens, signal, async (client) => {
      const active = (await client.appLogin()).getActiveTokens();
      return active.type === 'oauth2' ? active.bearerToken : '';
    });
  } catch (error) {
    throw isRefusedKey(error) ? new RequestFailed({ kind: 'final', error: refusedPair() }) : error;
  }
}

/** The token endpoint says 403 where the stream would say 401. */
function isRefusedKey(error: unknown): boolean {
  if (!(error instanceof RequestFailed) || error.failure.kind !== 'final') return false;
  return ['X_UNAUTHORIZED', 'X_FORBIDDEN'].includes(error.failure.error.code);
}

function refusedPair(): StreamingError {
  return new StreamingError('X_UNAUTHORIZED', 'X refuses X_API_KEY with X_API_SECRET and gives no token', {
    fix: 'Copy both again from developer.x.com, your app, "Keys and tokens", into .env; or use X_BEARER_TOKEN.',
  });
}

/** The library marks its own errors with `error: true`. */
function isFromLibrary(error: unknown): boolean {
  return error instanceof Error && 'error' in error && error.error === true;
}

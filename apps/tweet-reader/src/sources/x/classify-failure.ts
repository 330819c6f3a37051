import { toError } from '@hashtide/engine';
import type { ApiResponseError } from 'twitter-api-v2';
import type { Failure } from './failure.ts';
import { finalError } from './final-error.ts';
import { describeProblem, type Problem, problemOf } from './problem.ts';

/**
 * Sorts what the client library threw by what helps against it.
 *
 * @param socketError what broke the connection, as the agent saw it: the library does not tell
 */
export function classifyFailure(thrown: unknown, socketError?: Error): Failure {
  const answer = asAnswer(thrown);
  if (answer === undefined) {
    return { kind: 'network', why: describeNetwork(socketError ?? toError(thrown)) };
  }
  const problem = problemOf(answer.body);
  const stop = finalError(answer.status, problem);
  if (stop !== undefined) return { kind: 'final', error: stop };
  if (problem.connectionIssue === 'TooManyConnections') {
    return { kind: 'tooManyConnections', why: 'X says that another connection of this app is open' };
  }
  if (answer.status === 429 || answer.status === 420) {
    const why = 'X says too many requests (429)';
    return answer.resetAt === undefined
      ? { kind: 'rateLimit', why }
      : { kind: 'rateLimit', why, resetAt: answer.resetAt };
  }
  return { kind: 'http', why: describeAnswer(answer.status, problem) };
}

/** @param status of an answer that is no stream, such as a redirect */
export function describeAnswer(status: number, problem: Problem): string {
  const words = describeProblem(problem);
  return `X answered ${status}${words === '' ? '' : ` (${words})`}`;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Only when nothing is left of the rate limit: otherwise its reset says nothing about this request. */
  readonly resetAt?: number;
}

/** The library's two kinds of error that have an answer of X in them; told apart by their `type`. */
function asAnswer(thrown: unknown): Answer | undefined {
  if (!(thrown instanceof Error) || !('type' in thrown)) return undefined;
  if (thrown.type === 'response') {
    const { code, data, rateLimit } = thrown as ApiResponseError;
    if (rateLimit === undefined || rateLimit.remaining > 0 || !Number.isFinite(rateLimit.reset)) {
      return { status: code, body: data };
    }
    return { status: code, body: data, resetAt: rateLimit.reset * 1000 };
  }
  if (thrown.type === 'partial-response' && 'response' in thrown) {
    const status = (thrown.response as { statusCode?: number } | undefined)?.statusCode;
    // cut off before the body was whole, or a body that is not what its type says
    return { status: status ?? 0, body: undefined };
  }
  return undefined;
}

function describeNetwork(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `no way to api.x.com (${code}): is the network up?`;
  return code === '' ? error.message : `the connection to X broke (${code})`;
}

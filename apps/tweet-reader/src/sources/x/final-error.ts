import { StreamingError } from '@hashtide/engine';
import { describeProblem, type Problem } from './problem.ts';

const PORTAL = 'developer.x.com';
const MEANWHILE = 'Meanwhile, without X: hashtide demo';

/**
 * The refusals that waiting does not heal, each with what to do about it.
 *
 * @returns undefined: trying again later may help
 */
export function finalError(status: number, problem: Problem): StreamingError | undefined {
  const said = describeProblem(problem);
  const heard = `${status}${said === '' ? '' : `, ${said}`}`;
  // before the statuses: X has sent these with 403, 409 and 429 alike
  if (problem.type === 'usage-capped' || status === 402) {
    const period = problem.period === '' ? '' : ` (${problem.period.toLowerCase()} cap)`;
    return new StreamingError(
      'X_CREDITS',
      `X delivers nothing more${period}: the credits or the cap are used up (${heard})`,
      {
        fix: `Add credits or raise the spending limit at ${PORTAL}, then start again. ${MEANWHILE}`,
      },
    );
  }
  if (
    problem.connectionIssue === 'RuleConfigurationIssue' ||
    problem.connectionIssue === 'RulesInvalidIssue'
  ) {
    return noRules(heard);
  }
  switch (status) {
    case 400:
      return new StreamingError(
        'X_BAD_REQUEST',
        `X does not understand the request (${heard})${detailOf(problem)}`,
        {
          fix: 'X may have changed its API, or this app may not ask for these fields; see whether a newer hashtide is out.',
        },
      );
    case 401:
      return new StreamingError('X_UNAUTHORIZED', `X refuses the key (${heard})`, {
        fix: `Copy X_BEARER_TOKEN again from ${PORTAL}, your app, "Keys and tokens", into .env; a new one makes the old one void. ${MEANWHILE}`,
      });
    case 403:
      return new StreamingError(
        'X_FORBIDDEN',
        `X knows the key but allows no stream (${heard})${reasonOf(problem)}`,
        {
          fix: `At ${PORTAL}, put the app into a project whose plan has the filtered stream (pay-per-use has). ${MEANWHILE}`,
        },
      );
    case 404:
      return new StreamingError('X_NOT_FOUND', `X has no stream at this address (${heard})`, {
        fix: 'X may have moved its API; see whether a newer hashtide is out.',
      });
    case 409:
      return noRules(heard);
    default:
      return undefined;
  }
}

function noRules(heard: string): StreamingError {
  return new StreamingError('X_NO_RULES', `X has no rule to match posts against (${heard})`, {
    fix: "Give at least one: hashtide live --rule '#spark lang:en'",
  });
}

function detailOf(problem: Problem): string {
  return problem.detail === '' ? '' : `: ${problem.detail}`;
}

function reasonOf(problem: Problem): string {
  return problem.reason === '' ? detailOf(problem) : `: ${problem.reason}`;
}

/** What X says in a refusal or a notice, whichever of its shapes that came in. */
export interface Problem {
  /** Last segment of the problem's type, such as `usage-capped`; '' when there is none. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** `TooManyConnections`, `RuleConfigurationIssue`, … */
  readonly connectionIssue: string;
  /** `UpstreamOperationalDisconnect`, … */
  readonly disconnectType: string;
  readonly reason: string;
  readonly period: string;
}

/**
 * Reads a body that should be a problem: either one itself, or one with a list `errors`, whose first counts.
 * The type's host was renamed over time, so only its last segment is looked at. Anything else gives an empty
 * problem.
 */
export function problemOf(body: unknown): Problem {
  const outer = asObject(body);
  const errors = outer.errors;
  const inner = asObject(Array.isArray(errors) ? errors[0] : undefined);
  const word = (key: string): string => asWord(outer[key]) || asWord(inner[key]);
  return {
    type: word('type').split('/').at(-1)?.split('#').at(-1) ?? '',
    title: word('title'),
    detail: word('detail') || asWord(inner.message),
    connectionIssue: word('connection_issue'),
    disconnectType: word('disconnect_type'),
    reason: word('reason') || word('client_reason'),
    period: word('period'),
  };
}

/** A problem in a few words for people. */
export function describeProblem(problem: Problem): string {
  return problem.disconnectType || problem.connectionIssue || problem.title || problem.detail || problem.type;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** One line without control characters, and not longer than a line should be: it comes from outside. */
function asWord(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

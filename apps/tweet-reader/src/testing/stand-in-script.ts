/** What the stand-in does on a stream that is open, one after the other. */
export type Act =
  /** One payload as one line. */
  | { readonly kind: 'send'; readonly payload: object }
  /** Bytes as they are; each piece is a packet of its own. */
  | { readonly kind: 'write'; readonly pieces: readonly (string | Uint8Array)[] }
  | { readonly kind: 'wait'; readonly durationMs: number }
  /** No keep-alive from now on. */
  | { readonly kind: 'silence' }
  /** The response ends as HTTP wants it. */
  | { readonly kind: 'end' }
  /** The connection is closed in the middle of the response. */
  | { readonly kind: 'fin' }
  /** The connection is reset. */
  | { readonly kind: 'reset' };

/** How the stand-in answers one attempt to open the stream. */
export type Step =
  | { readonly kind: 'accept'; readonly acts?: readonly Act[]; readonly headersAfterMs?: number }
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** TLS is up, and nothing follows. */
  | { readonly kind: 'blackHole' }
  | { readonly kind: 'reset' };

const PROBLEMS = 'https://api.x.com/2/problems';
const HTML = '<!DOCTYPE html>\r\n<html><body><h1>Over capacity</h1></body></html>\r\n';

/** The answers of X that are no stream, as they are documented or were seen. */
export const REFUSALS = {
  badRequest: refusal(400, {
    errors: [{ message: 'The query parameter [tweet.fields] is not one of […]' }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `${PROBLEMS}/invalid-request`,
  }),
  unauthorized: refusal(401, {
    title: 'Unauthorized',
    type: 'about:blank',
    status: 401,
    detail: 'Unauthorized',
  }),
  usageCapped402: refusal(402, {
    title: 'CreditsDepleted',
    detail: 'Your account does not have any credits.',
    type: `${PROBLEMS}/credits`,
  }),
  notEnrolled: refusal(403, {
    title: 'Client Forbidden',
    reason: 'client-not-enrolled',
    detail: 'This app is in no project that has this endpoint.',
    type: `${PROBLEMS}/client-forbidden`,
  }),
  notFound: refusal(404, { title: 'Not Found', type: `${PROBLEMS}/resource-not-found` }),
  noRules: refusal(409, {
    title: 'ConnectionException',
    detail: 'There are no rules for this stream.',
    connection_issue: 'RuleConfigurationIssue',
    type: `${PROBLEMS}/streaming-connection`,
  }),
  rateLimited: refusal(429, { errors: [{ code: 88, message: 'Rate limit exceeded' }] }),
  usageCapped: refusal(429, {
    title: 'UsageCapExceeded',
    detail: 'Usage cap exceeded: Monthly product cap',
    period: 'Monthly',
    scope: 'Product',
    // the older host of the same type
    type: 'https://api.twitter.com/2/problems/usage-capped',
  }),
  tooManyConnections: refusal(429, {
    title: 'ConnectionException',
    detail: 'This stream is currently at the maximum allowed connection limit.',
    connection_issue: 'TooManyConnections',
    type: `${PROBLEMS}/streaming-connection`,
  }),
  emptyBody503: { kind: 'refuse', status: 503, body: '' },
  html503: { kind: 'refuse', status: 503, body: HTML, headers: { 'content-type': 'text/html' } },
  htmlAsJson503: { kind: 'refuse', status: 503, body: HTML, headers: { 'content-type': 'application/json' } },
  redirect: {
    kind: 'refuse',
    status: 302,
    body: HTML,
    headers: { location: 'https://x.com/', 'content-type': 'text/html' },
  },
  /** A page with status 200, as from a hotel's network: it looks like a stream that ends at once. */
  htmlAsStream: { kind: 'refuse', status: 200, body: HTML, headers: { 'content-type': 'text/html' } },
} as const satisfies Readonly<Record<string, Step>>;

/** What X says in the stream before it closes it for reasons of its own. */
export const DISCONNECT_NOTICE = {
  errors: [
    {
      title: 'operational-disconnect',
      disconnect_type: 'UpstreamOperationalDisconnect',
      detail: 'This stream has been disconnected upstream for operational reasons.',
      type: `${PROBLEMS}/operational-disconnect`,
    },
  ],
} as const;

/** The same without `errors`, as it is also seen in the stream. */
export const CONNECTION_EXCEPTION = {
  title: 'ConnectionException',
  detail: 'This stream is currently at the maximum allowed connection limit.',
  connection_issue: 'TooManyConnections',
  type: `${PROBLEMS}/streaming-connection`,
} as const;

/** Accepts, does `acts`, and stays open if none of them ends it. */
export function accept(...acts: readonly Act[]): Step {
  return { kind: 'accept', acts };
}

export function send(payload: object): Act {
  return { kind: 'send', payload };
}

/** Each piece becomes a packet of its own. */
export function write(...pieces: readonly (string | Uint8Array)[]): Act {
  return { kind: 'write', pieces };
}

export function wait(durationMs: number): Act {
  return { kind: 'wait', durationMs };
}

/** The acts without a parameter. */
export const ACTS = {
  silence: { kind: 'silence' },
  end: { kind: 'end' },
  fin: { kind: 'fin' },
  reset: { kind: 'reset' },
} as const satisfies Readonly<Record<string, Act>>;

function refusal(status: number, body: object): Step & { readonly kind: 'refuse' } {
  return { kind: 'refuse', status, body: JSON.stringify(body) };
}

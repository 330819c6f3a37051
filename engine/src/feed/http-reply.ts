import type { IncomingMessage, ServerResponse } from 'node:http';

/** Nothing but our own files runs on the page, and nobody may frame or read it. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** An answer to a request. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** Default `application/json; charset=utf-8`. */
  readonly contentType?: string;
}

/** More paths for a server. */
export interface HttpRoutes {
  /** undefined: not one of these paths. */
  reply(path: string, search: URLSearchParams): Reply | Promise<Reply> | undefined;
}

export const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** An error as all of the feed's errors look. */
export function failure(status: number, code: string, message: string): Reply {
  return { status, text: JSON.stringify({ v: 1, type: 'error', code, message }) };
}

export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, text, contentType = 'application/json; charset=utf-8' } = reply;
  response.writeHead(status, {
    ...HEADERS,
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Answers GET and HEAD with what `answer` gives, at once or later. Never throws. */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (path: string, search: URLSearchParams) => Reply | Promise<Reply>,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    send(request, response, failure(405, 'METHOD_NOT_ALLOWED', 'only GET and HEAD are answered'));
    return;
  }
  const [path = '/', query] = (request.url ?? '/').split('?', 2);
  try {
    const reply = answer(path, new URLSearchParams(query));
    if (reply instanceof Promise) {
      void reply
        .catch(() => INTERNAL_ERROR)
        .then((late) => {
          if (!response.destroyed) send(request, response, late);
        });
    } else send(request, response, reply);
  } catch {
    send(request, response, INTERNAL_ERROR);
  }
}

const INTERNAL_ERROR = failure(500, 'INTERNAL_ERROR', 'the engine could not answer');

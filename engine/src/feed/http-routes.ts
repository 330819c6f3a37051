import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamingError } from '../errors.ts';
import { MAX_TAG_LENGTH } from './client-message.ts';
import type { FeedContent } from './feed-content.ts';
import type { FrameCache } from './frame-cache.ts';
import { changedView, defaultView, viewOfQuery } from './view.ts';

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

const PAGE = `hashtide: the engine's feed

  board       hashtide watch
  messages    WebSocket on this address (JSON, "v":1)
  window      /api/v1/window?window_s=300&reposts=in&filter=&limit=200
  one tag     /api/v1/tags/{tag}?window_s=300
  health      /livez  /readyz
`;

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly type?: 'application/json' | 'text/plain';
}

/** Answers a request that the guard let in. Never throws. */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  content: FeedContent,
  frames: FrameCache,
): void {
  if (request.method === 'GET' || request.method === 'HEAD') {
    send(request, response, replyOrFailure(request.url ?? '/', content, frames));
  } else {
    response.setHeader('Allow', 'GET, HEAD');
    send(request, response, failure(405, 'METHOD_NOT_ALLOWED', 'only GET and HEAD are answered'));
  }
}

/** An error as all of this server's errors look. */
export function failure(status: number, code: string, message: string): Reply {
  return { status, text: JSON.stringify({ v: 1, type: 'error', code, message }) };
}

export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, text, type = 'application/json' } = reply;
  response.writeHead(status, {
    ...HEADERS,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function replyOrFailure(url: string, content: FeedContent, frames: FrameCache): Reply {
  try {
    return replyTo(url, content, frames);
  } catch (error) {
    if (error instanceof StreamingError) return failure(400, error.code, error.message);
    return failure(500, 'INTERNAL_ERROR', 'the engine could not answer');
  }
}

function replyTo(url: string, content: FeedContent, frames: FrameCache): Reply {
  const [path = '/', query] = url.split('?', 2);
  const search = new URLSearchParams(query);
  if (path === '/') return { status: 200, text: PAGE, type: 'text/plain' };
  if (path === '/livez') return { status: 200, text: '{"v":1,"live":true}' };
  if (path === '/readyz') return readiness(content);
  if (path === '/api/v1/window') {
    return {
      status: 200,
      text: frames.render('snapshot', viewOfQuery(defaultView, search, content.hello().windows_s)),
    };
  }
  if (path.startsWith('/api/v1/tags/')) return tag(path.slice('/api/v1/tags/'.length), search, content);
  return failure(404, 'NOT_FOUND', 'see / for what is served');
}

function readiness(content: FeedContent): Reply {
  const reasons = content.readiness();
  const isReady = reasons.length === 0;
  return { status: isReady ? 200 : 503, text: JSON.stringify({ v: 1, ready: isReady, reasons }) };
}

function tag(encoded: string, search: URLSearchParams, content: FeedContent): Reply {
  const { window_s } = viewOfQuery(changedView(defaultView, {}), search, content.hello().windows_s);
  const name = decoded(encoded);
  if (name === undefined || name.length > MAX_TAG_LENGTH)
    return failure(400, 'BAD_TAG', 'the tag is not well encoded or too long');
  const message = content.tag(name, window_s);
  return { status: message.row === null ? 404 : 200, text: JSON.stringify(message) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

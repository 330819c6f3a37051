import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamingError } from '../errors.ts';
import { MAX_TAG_LENGTH } from './client-message.ts';
import type { FeedContent } from './feed-content.ts';
import type { FrameCache } from './frame-cache.ts';
import { failure, type HttpRoutes, PLAIN_TEXT, type Reply, sendAnswer } from './http-reply.ts';
import { changedView, defaultView, viewOfQuery } from './view.ts';

const PAGE = `hashtide: the engine's feed

  board       hashtide watch
  messages    WebSocket on this address (JSON, "v":1)
  window      /api/v1/window?window_s=300&reposts=in&filter=&limit=200
  one tag     /api/v1/tags/{tag}?window_s=300
  health      /livez  /readyz
  watching    /metrics  /api/v1/statistics  /api/v1/batches  /api/v1/receivers  /api/v1/applications
`;

/** Answers a request that the guard let in. Never throws. */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  content: FeedContent,
  frames: FrameCache,
  more: HttpRoutes | undefined,
): void {
  sendAnswer(request, response, (path, search) => {
    try {
      return replyTo(path, search, content, frames) ?? more?.reply(path, search) ?? NOT_FOUND;
    } catch (error) {
      if (error instanceof StreamingError) return failure(400, error.code, error.message);
      throw error;
    }
  });
}

const NOT_FOUND = failure(404, 'NOT_FOUND', 'see / for what is served');

function replyTo(
  path: string,
  search: URLSearchParams,
  content: FeedContent,
  frames: FrameCache,
): Reply | undefined {
  if (path === '/') return { status: 200, text: PAGE, contentType: PLAIN_TEXT };
  if (path === '/livez') return { status: 200, text: '{"v":1,"live":true}' };
  if (path === '/readyz') return readiness(content);
  if (path === '/api/v1/window') {
    return {
      status: 200,
      text: frames.render('snapshot', viewOfQuery(defaultView, search, content.hello().windows_s)),
    };
  }
  if (path.startsWith('/api/v1/tags/')) return tag(path.slice('/api/v1/tags/'.length), search, content);
  return undefined;
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

import { StreamingError } from '../errors.ts';
import type { ClientMessage } from './messages.ts';

/** Longest tag a client may ask for, in UTF-16 code units. */
export const MAX_TAG_LENGTH = 1000;

/**
 * Reads what a client sent; without `"v"` it is taken for version 1. The view inside a `watch` is not looked at yet.
 *
 * @throws {StreamingError} `BAD_MESSAGE`
 */
export function parseClientMessage(text: string): ClientMessage {
  const message = parsed(text);
  if (typeof message !== 'object' || message === null) throw bad('a message is a JSON object');
  const { v = 1, watch, resume, ask, tag, window_s } = message as Record<string, unknown>;
  if (v !== 1) throw bad(`"v" is ${JSON.stringify(v)?.slice(0, 40)}; it must be 1`);
  if (typeof watch === 'object' && watch !== null) return { v, watch };
  if (typeof resume === 'number') return { v, resume };
  if (ask === 'tag') {
    if (typeof tag !== 'string' || tag.length > MAX_TAG_LENGTH) {
      throw bad(`"tag" must be text of ${MAX_TAG_LENGTH} characters at most`);
    }
    if (window_s === undefined) return { v, ask, tag };
    if (typeof window_s !== 'number') throw bad('"window_s" must be a number');
    return { v, ask, tag, window_s };
  }
  throw bad('a message has "watch", "resume" or "ask":"tag"');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad('a message is JSON');
  }
}

function bad(rule: string): StreamingError {
  return new StreamingError('BAD_MESSAGE', rule);
}

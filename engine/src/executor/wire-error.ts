import { StreamingError, toError } from '../errors.ts';
import type { WireError } from './wire.ts';

/** How deep causes are followed. */
const DEEPEST_CAUSE = 5;

/** What was thrown, as what another thread can take: an error's own class and fields may not arrive. */
export function wireError(thrown: unknown, depth = 0): WireError {
  const error = toError(thrown);
  const { code, fix } = error as { readonly code?: unknown; readonly fix?: unknown };
  const hasCause = error.cause !== undefined && depth < DEEPEST_CAUSE;
  return {
    name: String(error.name),
    message: String(error.message),
    stack: typeof error.stack === 'string' ? error.stack : undefined,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof fix === 'string' ? { fix } : {}),
    ...(hasCause ? { cause: wireError(error.cause, depth + 1) } : {}),
  };
}

/** The error again, with its stack in the other thread. */
export function errorOf({ name, message, stack, code, fix, cause }: WireError): Error {
  const options = cause === undefined ? {} : { cause: errorOf(cause) };
  if (name === 'StreamingError' && code !== undefined) {
    return withStack(
      new StreamingError(code, message, fix === undefined ? options : { ...options, fix }),
      stack,
    );
  }
  const error = withStack(new Error(message, options), stack);
  error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}

function withStack<E extends Error>(error: E, stack: string | undefined): E {
  if (stack !== undefined) error.stack = stack;
  return error;
}

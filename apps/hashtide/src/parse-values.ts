import { minutes, parseDuration } from '@hashtide/engine/duration';
import { StreamingError } from '@hashtide/engine/errors';
import { InvalidArgumentError } from 'commander';

/** `10s`, `1.5m`, `250ms`, `2h`, in ms. */
export function parseDurationMs(text: string): number {
  try {
    return parseDuration(text);
  } catch (thrown) {
    if (thrown instanceof StreamingError) throw new InvalidArgumentError(thrown.fix ?? thrown.message);
    throw thrown;
  }
}

/** As {@link parseDurationMs}; `0`: not at all. */
export function parseDurationOrNoneMs(text: string): number {
  return text.trim() === '0' ? 0 : parseDurationMs(text);
}

/** One of the windows that are kept, in ms. */
export function parseWindowMs(text: string): number {
  const ms = parseDurationMs(text);
  if (![1, 5, 15, 60].map(minutes).includes(ms))
    throw new InvalidArgumentError('A window is 1m, 5m, 15m or 60m.');
  return ms;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text.trim()) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:5555`, `localhost:5555`, `[::1]:5555`, or a port alone. */
export function parseHostPort(text: string): HostPort {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d+)$/.exec(text.trim()) ?? /^()()(\d+)$/.exec(text.trim());
  const host = match?.[1] || match?.[2] || '127.0.0.1';
  if (match?.[3] === undefined)
    throw new InvalidArgumentError('An address is host:port, such as 127.0.0.1:5555.');
  return { host, port: parsePort(match[3]) };
}

/** Whole numbers ≥ `least`. */
export function parseInteger(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll('_', ''));
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    }
    return value;
  };
}

/** An ISO 8601 moment or epoch ms. */
export function parseMoment(text: string): number {
  const ms = /^\d{10,}$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isSafeInteger(ms))
    throw new InvalidArgumentError('A moment is like 2026-11-22T12:00:00Z, or epoch ms.');
  return ms;
}

const SIZES = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 } as const;

/** `200MB`, `64kB`, `1000`, in bytes. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(B|kB|KB|MB|GB)?$/.exec(text.trim());
  const bytes =
    match === null ? Number.NaN : Number(match[1]) * SIZES[(match[2] ?? 'B') as keyof typeof SIZES];
  if (!Number.isInteger(bytes) || bytes < 1)
    throw new InvalidArgumentError('A size is like 200MB, 64kB or 1000.');
  return bytes;
}

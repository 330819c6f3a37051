import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { StreamingError } from '../errors.ts';

const MIN_TOKEN_BYTES = 16;

/** What a request must fit. */
export interface Door {
  /** The port that is listened on. */
  readonly port: number;
  /** undefined: none is wanted, and only this machine is served. */
  readonly token: string | undefined;
}

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly reason: string;
}

/** Probes say nothing of the posts, so a supervisor needs no token for them. */
const OPEN_PATHS: readonly string[] = ['/livez', '/readyz'];

/**
 * Looks at a request before anything answers it. A page of another site can make a browser send requests here, and can
 * point its own name at 127.0.0.1: so `Host` must be one of this machine's names, and `Origin`, which browsers
 * send and programs do not, must be absent or the same. With a token any `Host` goes, as no stranger's page has it.
 */
export function refusalOf(request: IncomingMessage, { port, token }: Door): Refusal | undefined {
  const { host, origin, authorization } = request.headers;
  if (!request.url?.startsWith('/')) return { status: 400, reason: 'the path must start with /' };
  if (host === undefined || (token === undefined && !isLocal(host, port))) {
    return { status: 403, reason: 'Host is not this machine' };
  }
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return { status: 403, reason: 'Origin is another site' };
  }
  if (token === undefined) return undefined;
  const [path = '', query] = request.url.split('?', 2);
  if (OPEN_PATHS.includes(path)) return undefined;
  const given = authorization?.match(/^Bearer (.+)$/i)?.[1] ?? new URLSearchParams(query).get('token') ?? '';
  return isSame(given, token) ? undefined : { status: 401, reason: 'a token is needed' };
}

/** Who may come in, and how. */
export interface DoorOptions {
  /** The address that is listened on. */
  readonly host: string;
  readonly token?: string | undefined;
  /** The token and all that is said go over the network unencrypted, and that is known. */
  readonly insecurePlaintext?: boolean | undefined;
}

/**
 * Beyond this machine it takes a token, and the word that it goes there as it is: there is no TLS here.
 *
 * @throws {StreamingError} `TOKEN_NEEDED` for a host that others can reach, `TOKEN_TOO_SHORT`, `PLAINTEXT_REFUSED`
 */
export function requireSafeDoor({ host, token, insecurePlaintext = false }: DoorOptions): void {
  if (token === undefined && !isLoopback(host)) {
    throw new StreamingError(
      'TOKEN_NEEDED',
      `What listens on ${host} could be read by other machines; it needs a token.`,
      { fix: 'Give it a token of 16 bytes or more, or serve this machine only: 127.0.0.1' },
    );
  }
  if (token !== undefined && Buffer.byteLength(token) < MIN_TOKEN_BYTES) {
    throw new StreamingError(
      'TOKEN_TOO_SHORT',
      `The feed's token has ${Buffer.byteLength(token)} bytes; it must have ${MIN_TOKEN_BYTES} or more.`,
      { fix: 'Make one: openssl rand -hex 16' },
    );
  }
  if (!insecurePlaintext && !isLoopback(host)) {
    throw new StreamingError(
      'PLAINTEXT_REFUSED',
      `What listens on ${host} would send its token and its counts over the network unencrypted.`,
      {
        fix: 'Put a proxy that speaks TLS before 127.0.0.1; or, where the network is your own: insecurePlaintext: true',
      },
    );
  }
}

function isLocal(host: string, port: number): boolean {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  const wanted = names.map((name) => `${name}:${port}`);
  // Browsers leave the port of the scheme away.
  if (port === 80) wanted.push(...names);
  return wanted.includes(host.toLowerCase());
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Compares digests: equal lengths are needed, and the time says nothing of where they differ. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

import type { Clock } from '../time/clock.ts';

const PATIENCE_MS = 2000;

/** Why a feed could not be connected to. */
export interface ProbeResult {
  /** Part of a sentence, for people. */
  readonly reason: string;
  /** The server is there and wants a token, or another one. */
  readonly isTokenRefused: boolean;
}

/** The platform's WebSocket does not say why a handshake failed; a plain request to the same server does. Never rejects. */
export async function probeFeed(url: URL, token: string | undefined, clock: Clock): Promise<ProbeResult> {
  const target = new URL(url);
  target.protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
  const patience = new AbortController();
  const cancel = clock.at(clock.now() + PATIENCE_MS, () => patience.abort());
  try {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { status } = await fetch(target, {
      method: 'HEAD',
      headers,
      signal: patience.signal,
      redirect: 'manual',
    });
    if (status === 401) return { reason: 'the feed wants a token', isTokenRefused: true };
    const reason =
      status === 403 ? 'the feed refuses this address (403)' : `no feed answers there (HTTP ${status})`;
    return { reason, isTokenRefused: false };
  } catch (error) {
    return { reason: reasonOf(error), isTokenRefused: false };
  } finally {
    cancel();
  }
}

function reasonOf(error: unknown): string {
  const code = ((error as { cause?: { code?: unknown } } | null)?.cause?.code ?? '') as string;
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host';
  return typeof code === 'string' && code !== '' ? `no answer (${code})` : 'no answer';
}

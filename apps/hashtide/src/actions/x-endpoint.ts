import { StreamingError } from '@hashtide/engine/errors';
import { parseHostPort } from '../parse-values.ts';

/**
 * HASHTIDE_X_CONNECT_TO dials another address in place of api.x.com's, for a stand-in in tests or a tunnel. Everything
 * else stays, the certificate included: one that is not api.x.com's by an authority that Node trusts is refused.
 */
export function xEndpoint(env: NodeJS.ProcessEnv): { readonly connectTo?: { host: string; port: number } } {
  const address = env.HASHTIDE_X_CONNECT_TO;
  if (address === undefined) return {};
  try {
    return { connectTo: parseHostPort(address) };
  } catch (cause) {
    const message = `HASHTIDE_X_CONNECT_TO is ${JSON.stringify(address)}. ${(cause as Error).message}`;
    throw new StreamingError('INVALID_ADDRESS', message, { cause });
  }
}

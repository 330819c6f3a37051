import { toError } from '@hashtide/engine/errors';
import { xCredentials } from '../x-credentials.ts';
import { type Check, ok, trouble, warning } from './check.ts';

/** Whether there is a key to X. It is not tried: X is only asked by the commands that need it. */
export function checkKey(env: NodeJS.ProcessEnv): Check {
  try {
    const { bearerToken, apiKey, apiSecret } = xCredentials(env);
    if (bearerToken !== undefined) return ok('key to X', `a bearer token, ${bearerToken.length} characters`);
    if (apiKey !== undefined && apiSecret !== undefined) return ok('key to X', 'an API key and its secret');
    return warning(
      'key to X',
      'none: demo and replay work, live does not',
      'Put X_BEARER_TOKEN into .env (see .env.example)',
    );
  } catch (error) {
    return trouble('key to X', toError(error).message, 'chmod 600 the file that X_BEARER_TOKEN_FILE names');
  }
}

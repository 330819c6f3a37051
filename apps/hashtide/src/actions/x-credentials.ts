import { readFileSync, statSync } from 'node:fs';
import { StreamingError } from '@hashtide/engine/errors';
import { keepSecret } from '../redact-secrets.ts';

export interface XCredentials {
  readonly bearerToken?: string;
  readonly apiKey?: string;
  readonly apiSecret?: string;
}

/**
 * The key to X from the environment: X_BEARER_TOKEN, the file that X_BEARER_TOKEN_FILE names (mode 0600), or
 * X_API_KEY and X_API_SECRET. Empty when there is none: the source then says what to do.
 * @throws StreamingError `SECRET_FILE_OPEN` when others may read the file, `SECRET_FILE_UNREADABLE`
 */
export function xCredentials(env: NodeJS.ProcessEnv): XCredentials {
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;
  const file = text('X_BEARER_TOKEN_FILE');
  const bearerToken = text('X_BEARER_TOKEN') ?? (file === undefined ? undefined : readSecret(file));
  const apiKey = text('X_API_KEY');
  const apiSecret = text('X_API_SECRET');
  return {
    ...(bearerToken !== undefined && { bearerToken }),
    ...(apiKey !== undefined && { apiKey }),
    ...(apiSecret !== undefined && { apiSecret }),
  };
}

function readSecret(file: string): string | undefined {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      throw new StreamingError('SECRET_FILE_OPEN', `Others on this machine may read ${file}`, {
        fix: `chmod 600 ${file}`,
      });
    }
    const secret = readFileSync(file, 'utf8').trim();
    if (secret === '') return undefined;
    keepSecret(secret);
    return secret;
  } catch (cause) {
    if (cause instanceof StreamingError) throw cause;
    throw new StreamingError(
      'SECRET_FILE_UNREADABLE',
      `X_BEARER_TOKEN_FILE names ${file}, which cannot be read`,
      {
        cause,
        fix: 'Put the token into that file (mode 600), or into X_BEARER_TOKEN in .env.',
      },
    );
  }
}

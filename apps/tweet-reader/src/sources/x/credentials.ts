import { StreamingError } from '@hashtide/engine';

/** What proves to X who asks: the app-only token, or the two keys it is made from. */
export type Credentials =
  | { readonly kind: 'bearer'; readonly bearerToken: string }
  | { readonly kind: 'app'; readonly apiKey: string; readonly apiSecret: string };

export interface CredentialOptions {
  readonly bearerToken?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
}

const WITHOUT_A_KEY = 'Or watch the bundled recording, which needs no key: hashtide demo';

/**
 * Picks the bearer token, else key and secret; blanks around them and a leading `Bearer ` are forgiven.
 *
 * @throws {StreamingError} `X_TOKEN_MISSING`, `X_TOKEN_MALFORMED` (a blank or a control character inside);
 *   neither message holds any part of a value
 */
export function requireCredentials(options: CredentialOptions): Credentials {
  const bearerToken = options.bearerToken?.trim().replace(/^Bearer\s+/i, '') ?? '';
  const apiKey = options.apiKey?.trim() ?? '';
  const apiSecret = options.apiSecret?.trim() ?? '';
  if (bearerToken !== '') {
    return { kind: 'bearer', bearerToken: requirePrintable('X_BEARER_TOKEN', bearerToken) };
  }
  if (apiKey !== '' && apiSecret !== '') {
    return {
      kind: 'app',
      apiKey: requirePrintable('X_API_KEY', apiKey),
      apiSecret: requirePrintable('X_API_SECRET', apiSecret),
    };
  }
  throw new StreamingError('X_TOKEN_MISSING', whatIsMissing(apiKey, apiSecret), {
    fix: `Put X_BEARER_TOKEN=… (developer.x.com, your app, "Keys and tokens") into .env. ${WITHOUT_A_KEY}`,
  });
}

function whatIsMissing(apiKey: string, apiSecret: string): string {
  if (apiKey !== '')
    return 'X_API_KEY is set but X_API_SECRET is not; reading X needs both, or X_BEARER_TOKEN';
  if (apiSecret !== '')
    return 'X_API_SECRET is set but X_API_KEY is not; reading X needs both, or X_BEARER_TOKEN';
  return 'no key for X: reading X needs X_BEARER_TOKEN, or X_API_KEY and X_API_SECRET';
}

/** Node would refuse the header later, in the middle of a connection. */
function requirePrintable(name: string, value: string): string {
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new StreamingError(
    'X_TOKEN_MALFORMED',
    `${name} holds a blank or another character that no key of X has; its value is not shown`,
    { fix: `Copy the value again from developer.x.com, on one line, without quotes. ${WITHOUT_A_KEY}` },
  );
}

const secretNames = ['X_BEARER_TOKEN', 'X_API_KEY', 'X_API_SECRET', 'HASHTIDE_TOKEN'] as const;

/** Secrets that came from a file. */
const kept = new Set<string>();

/** Lets {@link redactSecrets} know a secret that is not in the environment. */
export function keepSecret(secret: string): void {
  kept.add(secret);
}

/** Takes the user's secrets, and whatever looks like an Authorization header, out of a text that is shown. */
export function redactSecrets(text: string, env: NodeJS.ProcessEnv = process.env): string {
  let redacted = text.replace(/\b(Bearer|Basic)\s+[A-Za-z0-9%._~+/=-]{8,}/g, '$1 [redacted]');
  for (const secret of [...secretNames.map((name) => env[name]?.trim()), ...kept]) {
    if (secret !== undefined && secret.length >= 6) redacted = redacted.replaceAll(secret, '[redacted]');
  }
  return redacted;
}

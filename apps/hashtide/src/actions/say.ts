import { redactSecrets } from '../redact-secrets.ts';

/** One line on stderr for people: what is going on, secrets taken out. */
export function say(message: string): void {
  process.stderr.write(`${redactSecrets(message)}\n`);
}

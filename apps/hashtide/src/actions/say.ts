import { printable } from '../printable.ts';
import { redactSecrets } from '../redact-secrets.ts';

/** One line on stderr for people: what is going on, secrets and control characters taken out. */
export function say(message: string): void {
  process.stderr.write(`${printable(redactSecrets(message))}\n`);
}

/** The same, but for a part that was started by another process: that one has its own things to say. */
export function sayAlone(message: string): void {
  if (process.send === undefined) say(message);
}

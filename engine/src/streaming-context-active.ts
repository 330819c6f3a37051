import { StreamingError } from './errors.ts';
import type { StreamingContext } from './streaming-context.ts';

/** The one that is started and not stopped. */
let active: StreamingContext | undefined;

export function activeContext(): StreamingContext | undefined {
  return active;
}

/** @throws {StreamingError} `ANOTHER_CONTEXT_ACTIVE` */
export function requireNoneActive(): void {
  if (active === undefined) return;
  const { startSite } = active;
  throw new StreamingError(
    'ANOTHER_CONTEXT_ACTIVE',
    `Only one StreamingContext may be started in this process; the one started${startSite === '' ? '' : ` at ${startSite}`} is running and must be stopped first`,
  );
}

export function setActive(context: StreamingContext): void {
  active = context;
}

export function clearActive(context: StreamingContext): void {
  if (active === context) active = undefined;
}

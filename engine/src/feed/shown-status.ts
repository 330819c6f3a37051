import type { SourceStatus } from './messages.ts';

/**
 * A source as screens see it. A recording has ended for them when its last batch is committed, not when its last
 * record has come.
 *
 * @param detail what the engine has to say of it; '': nothing
 */
export function shownStatus(status: SourceStatus, isAllCounted: boolean, detail: string): SourceStatus {
  if (status.state === 'ended' && !isAllCounted) return { ...status, state: 'connected' };
  return detail === '' ? status : { ...status, detail };
}

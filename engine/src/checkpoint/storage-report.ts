import type { StorageTrouble } from './storage-health.ts';

/** What keeps the engine from writing, in a sentence; undefined: nothing does any more. */
export function storageReport(trouble: StorageTrouble | undefined): string {
  if (trouble === undefined) return 'storage works again; going on';
  const { fault, part, detail } = trouble;
  const what = { 'disk-full': 'is on a full disk', 'io-error': 'cannot be written', busy: 'is busy' }[fault];
  return `the ${part} ${what} (${detail}): nothing is taken in until it can be; nothing is lost`;
}

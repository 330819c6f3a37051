import type { StorageStatus } from '@hashtide/engine/feed';
import { oneLine } from '../text/cell.ts';
import { formatAge } from '../text/number.ts';
import type { SourceReport } from './describe-source.ts';

const WORDS: Readonly<Record<StorageStatus['state'], string>> = {
  'disk-full': 'DISK FULL',
  'io-error': 'DISK ERROR',
  busy: 'DATABASE BUSY',
};

/** The engine takes nothing in while it cannot write: that must not look like a quiet stream. */
export function describeStorage(storage: StorageStatus, now: number): SourceReport {
  const age = formatAge(Math.max(0, now - storage.since));
  // A state of a later version is still trouble.
  const word = WORDS[storage.state] ?? 'STORAGE';
  return {
    word,
    tone: 'bad',
    sentence: `${word} for ${age}: the engine waits, nothing is lost. ${storageCure(storage)}`,
  };
}

/** What a person can do about it. */
export function storageCure({ state, detail }: StorageStatus): string {
  if (state === 'disk-full') return 'Make room on its disk; it goes on by itself.';
  if (state === 'busy') return 'Another program writes to it; it goes on by itself.';
  return `It tries again: ${oneLine(detail)}`;
}

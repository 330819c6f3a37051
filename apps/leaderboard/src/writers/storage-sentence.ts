import type { StorageStatus } from '@hashtide/engine/feed';
import { storageCure } from '../view/describe-storage.ts';

/** What has become of the engine's disk, for those who read lines. */
export function storageSentence(storage: StorageStatus | null): string {
  if (storage === null) return 'The engine can write again and goes on.';
  const what = {
    'disk-full': 'The engine’s disk is full',
    'io-error': 'The engine cannot write',
    busy: 'The engine’s database is busy',
  };
  return `${what[storage.state] ?? 'The engine cannot write'}: it waits, nothing is lost. ${storageCure(storage)}`;
}

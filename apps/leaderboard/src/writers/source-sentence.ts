import type { SourceStatus } from '@hashtide/engine/feed';
import { oneLine } from '../text/cell.ts';
import { formatTime } from '../text/number.ts';
import { asSentence } from '../text/sentence.ts';

/** What has become of the source, for those who read lines: `The reader is connected: X says 429. Next try at 12:05:10.` */
export function sourceSentence(source: SourceStatus): string {
  const detail = oneLine(source.detail);
  const words: Record<SourceStatus['state'], string> = {
    connecting: 'The engine is looking for its reader',
    connected: 'The reader is connected',
    ended: 'The recording is over',
    failed: 'The reader failed',
  };
  const retry = source.retry_at === null ? '' : ` Next try at ${formatTime(source.retry_at)}.`;
  return `${asSentence(`${words[source.state]}${detail === '' ? '' : `: ${detail}`}`)}${retry}`;
}

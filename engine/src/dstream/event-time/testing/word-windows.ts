import type { StreamingContext } from '../../../streaming-context.ts';
import type { DStream } from '../../dstream.ts';
import { formatResult, type Word } from './words.ts';

/** A program for worker threads: counts letters of words in the windows that `kind` names. */
export function build(
  _ssc: StreamingContext,
  { kind }: { readonly kind: 'tumbling' | 'sliding' | 'session' },
  words: DStream<Word>,
): DStream<string> {
  const letters = words
    .filter(([word]) => word !== 'skipped')
    .withWatermark(5, ([, at]) => at)
    .flatMap(([word]) => word.split(''))
    .filter((letter) => letter !== 'z')
    .map((letter) => [letter, 1]);
  const windows = {
    tumbling: () => letters.tumblingWindow(10),
    sliding: () => letters.slidingWindow(10, 4),
    session: () => letters.sessionWindow(4),
  }[kind]();
  return windows.reduceByKey((a, b) => a + b).map(formatResult);
}

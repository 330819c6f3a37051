import { runStream } from '../../../testing/index.ts';
import type { DStream } from '../../dstream.ts';
import type { EventTimeStream } from '../event-time-stream.ts';
import type { WatermarkOptions } from '../watermark-options.ts';
import type { WindowResult } from '../window-store.ts';
import type { WindowedStream } from '../windowed-stream.ts';

/** A word and when it was written. */
export type Word = readonly [word: string, at: number];

/** Batches of words: `a@4 b@20 | a@31`. */
export function parseWords(text: string): Word[][] {
  return text.split('|').map((batch) =>
    batch
      .trim()
      .split(/\s+/)
      .filter((each) => each !== '')
      .map((each) => {
        const [word = '', at] = each.split('@');
        return [word, Number(at)];
      }),
  );
}

/** Such as `a[0,10)=2`. */
export function formatResult({ key, window, value }: WindowResult<unknown, unknown>): string {
  return `${key}[${window.start},${window.end})=${Array.isArray(value) ? value.join('') : value}`;
}

export interface WordsRun {
  /** Windows given, batch by batch. */
  readonly given: string;
  /** Late words, batch by batch. */
  readonly late: string;
  /** Invalid words, batch by batch. */
  readonly invalid: string;
  /** The watermark after each batch. */
  readonly watermarks: readonly number[];
  /** How it stood at the end. */
  readonly status: EventTimeStream<Word>['status'];
}

/**
 * Runs words through windows, a batch a second from 1 s on.
 *
 * @param count what is worked out; default: how often each word comes
 */
export async function runWords(
  batches: readonly (readonly Word[] | null)[],
  delayThreshold: number,
  windowsOf: (words: EventTimeStream<Word>) => WindowedStream<Word>,
  options: WatermarkOptions & {
    readonly numPartitions?: number;
    readonly count?: (windows: WindowedStream<Word>) => DStream<WindowResult<string, unknown>>;
  } = {},
): Promise<WordsRun> {
  const { count = (windows) => windows.countByKey(), numPartitions = 2 } = options;
  const late: string[] = [];
  const invalid: string[] = [];
  const watermarks: number[] = [];
  let words: EventTimeStream<Word> | undefined;
  const given = await runStream<Word, string>(
    batches,
    (stream) => {
      words = stream.withWatermark(delayThreshold, ([, at]) => at, options);
      const windows = windowsOf(words);
      windows.late.foreachRDD(async (rdd) => {
        late.push((await rdd.collect()).map((word) => word.join('@')).join(' '));
      });
      words.invalid.foreachRDD(async (rdd) => {
        invalid.push(
          (await rdd.collect()).map(({ record, reason }) => `${(record as Word)[0]}:${reason}`).join(' '),
        );
      });
      return count(windows).map(formatResult);
    },
    { numPartitions, onBatch: () => watermarks.push(words?.status.watermark ?? Number.NaN) },
  );
  return {
    given: given.map((batch) => batch.join(' ')).join(' | '),
    late: late.join(' | '),
    invalid: invalid.join(' | '),
    watermarks,
    status: (words as EventTimeStream<Word>).status,
  };
}

import { expect, test } from 'vitest';
import { SourceTimeInputDStream } from './dstream/source-time-input-dstream.ts';
import { StreamingContext, seconds } from './index.ts';
import { decodeLines } from './receiver/decode-lines.ts';
import type { SourceTimeSink } from './receiver/source-time.ts';
import { running } from './streaming-context-test-support.ts';
import { ManualClock } from './testing/index.ts';

/** A recorded source: a word a second. */
class Words extends SourceTimeInputDStream<string> {
  #sink: SourceTimeSink | undefined;

  constructor(ssc: StreamingContext) {
    super(ssc, { name: 'words', decode: decodeLines });
  }

  protected override onStart(sink: SourceTimeSink): void {
    this.#sink = sink;
    sink.setConnection({ connected: true, clock: 'recorded' });
  }

  protected override onStop(): void {}

  play(words: readonly string[]): void {
    for (const [i, word] of words.entries()) {
      const batchTime = seconds(i + 1);
      const bytes = Buffer.from(`${word}\n`);
      const from = { epoch: 'e', fromSequence: i, untilSequence: i + 1, numLate: 0 };
      this.#sink?.store({ batchTime, bytes, numRecords: 1, ...from });
      this.#sink?.advanceWatermark(batchTime);
    }
    this.#sink?.end();
  }
}

test('K13 W13 by the time of the source too', async () => {
  const ssc = new StreamingContext({}, seconds(1), { clock: new ManualClock(1e6), batchTime: 'source' });
  running.push(ssc);
  const words = new Words(ssc);
  const pairs = words.map((word) => ['all', word]);
  const outputs: [string, number, string[]][] = [];
  const check = (word: string): string => {
    if (word.includes('bad')) throw new Error('bad');
    return word;
  };
  pairs
    .updateStateByKey<string, string, string>((given, state = '') =>
      given.reduce((all, word) => all + check(word), state),
    )
    .foreachRDD(
      async (rdd, time) => void outputs.push(['state', time, (await rdd.collect()).map(([, all]) => all)]),
    );
  pairs
    .mapValues((word) => check(word))
    .reduceByKeyAndWindow<string, string>(
      (a, b) => a + b,
      (a, b) => a.slice(b.length),
      seconds(2),
      seconds(1),
    )
    .foreachRDD(
      async (rdd, time) => void outputs.push(['window', time, (await rdd.collect()).map(([, all]) => all)]),
    );
  ssc.start();
  const termination = ssc.awaitTermination();
  termination.catch(() => {});
  words.play(['a', 'b', 'bad', 'c', 'd', '', 'e']);
  while (!outputs.some(([, time]) => time === 7000)) await new Promise(setImmediate);
  await ssc.awaitIdle();
  expect(ssc.state).toBe('ACTIVE');
  expect(outputs.filter(([name]) => name === 'state').map(([, time, all]) => [time, ...all])).toEqual([
    [1000, 'a'],
    [2000, 'ab'],
    [4000, 'abc'],
    [5000, 'abcd'],
    [6000, 'abcd'],
    [7000, 'abcde'],
  ]);
  expect(outputs.filter(([name]) => name === 'window').map(([, time, all]) => [time, ...all])).toEqual([
    [1000, 'a'],
    [2000, 'ab'],
    [4000, 'c'],
    [5000, 'cd'],
    [6000, 'd'],
    [7000, 'e'],
  ]);
  await expect(termination).rejects.toThrow(/bad.* batch 3000 ms/);
});

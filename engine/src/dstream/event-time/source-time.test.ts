import { afterEach, expect, test } from 'vitest';
import { decodeLines } from '../../receiver/decode-lines.ts';
import type { SourceTimeSink } from '../../receiver/source-time.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock } from '../../testing/index.ts';
import { batchTimeOf } from '../../time/interval.ts';
import { SourceTimeInputDStream } from '../source-time-input-dstream.ts';
import { formatResult } from './testing/words.ts';

const BATCH = 10;

/** A recorded source that the test plays: lines `word@eventTime`, each stamped when it was received. */
class Recording extends SourceTimeInputDStream<string> {
  #sink: SourceTimeSink | undefined;
  #sequence = 0;

  constructor(ssc: StreamingContext) {
    super(ssc, { name: 'recording', decode: decodeLines });
  }

  protected override onStart(sink: SourceTimeSink): void {
    this.#sink = sink;
    sink.setConnection({ connected: true, clock: 'recorded' });
  }

  protected override onStop(): void {}

  receive(at: number, line: string): void {
    this.#sequence += 1;
    this.#sink?.store({
      batchTime: batchTimeOf(at, BATCH),
      bytes: Buffer.from(`${line}\n`),
      numRecords: 1,
      epoch: 'e',
      fromSequence: this.#sequence,
      untilSequence: this.#sequence + 1,
      numLate: 0,
    });
    this.#sink?.advanceWatermark(at);
  }

  end(): void {
    this.#sink?.end();
  }
}

let ssc: StreamingContext;
afterEach(() => ssc.stop());

async function play(received: readonly (readonly [at: number, line: string])[]): Promise<string[]> {
  ssc = new StreamingContext({}, BATCH, {
    clock: new ManualClock(1e6),
    batchTime: 'source',
    failedOutputPolicy: 'fail',
  });
  const recording = new Recording(ssc);
  const given: string[] = [];
  const windows = recording
    .map((line) => line.split('@'))
    .withWatermark(5, ([, at]) => Number(at))
    .map(([word = '']) => [word, 1])
    .tumblingWindow(20);
  windows
    .reduceByKey((a, b) => a + b)
    .foreachRDD(async (rdd, time) => {
      for (const result of await rdd.collect()) given.push(`${time}: ${formatResult(result)}`);
    });
  windows.late.foreachRDD(async (rdd, time) => {
    for (const [word] of await rdd.collect()) given.push(`${time}: late ${word}`);
  });
  ssc.start();
  for (const [at, line] of received) recording.receive(at, line);
  recording.end();
  await ssc.awaitSourcesEnded();
  return given;
}

test('E1 batches by the source’s time: by the time of writing, not of receiving', async () => {
  const given = await play([
    [8, 'a@7'],
    [19, 'a@16'],
    [22, 'b@19'],
    [27, 'a@26'],
    [38, 'a@18'],
    [47, 'a@46'],
  ]);
  expect(given).toEqual(['30: a[0,20)=2', '30: b[0,20)=1', '40: late a', '50: a[20,40)=1']);
});

test('E1 when a long gap is jumped over, watermark and open windows stay', async () => {
  const gap = 10_000 * BATCH;
  const given = await play([
    [8, 'a@7'],
    [gap + 8, 'a@9'],
    [gap + 18, `a@${gap + 18}`],
  ]);
  expect(given).toEqual([`${gap + 20}: a[0,20)=2`]);
});

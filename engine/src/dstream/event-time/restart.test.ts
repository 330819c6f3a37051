import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryCheckpointStore } from '../../checkpoint/memory-checkpoint-store.ts';
import type { RDD } from '../../rdd/rdd.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock, TestInputDStream } from '../../testing/index.ts';
import type { EventTimeStatus } from './event-time-status.ts';
import type { EventTimeStream } from './event-time-stream.ts';
import { cutAt, type Kind, kinds, words } from './testing/window-model.ts';
import { formatResult, type Word } from './testing/words.ts';
import type { WindowResult } from './window-store.ts';

interface Lives {
  readonly kind: Kind;
  readonly batches: readonly Word[][];
  /** How often the windows are saved; the watermark is every 10 s. */
  readonly checkpointInterval: number;
}

/** One life after another: each goes on from the checkpoint of the one before, for so many batches. */
async function live({ kind, batches, checkpointInterval }: Lives, lives: readonly number[]) {
  const clock = new ManualClock();
  const store = new MemoryCheckpointStore();
  const given: string[] = [];
  let status: EventTimeStatus | undefined;
  for (const numBatches of lives) {
    let stamped: EventTimeStream<Word> | undefined;
    const ssc = StreamingContext.getOrCreate(store, () => {
      const made = new StreamingContext({}, 1000, { clock, failedOutputPolicy: 'fail' });
      const input = new TestInputDStream<Word>(made, batches, 2);
      stamped = input.withWatermark(5, ([, at]) => at, { maxFuture: 40_000 });
      const windows = kind.windowsOf(stamped);
      const keep = async (rdd: RDD<WindowResult<string, unknown>>, time: number): Promise<void> => {
        given.push(`${time}: ${(await rdd.collect()).map(formatResult).join(' ')}`);
      };
      windows.groupByKey().checkpoint(checkpointInterval).foreachRDD(keep);
      windows.countByKey().foreachRDD(keep);
      return made;
    });
    ssc.start();
    for (let batch = 0; batch < numBatches; batch += 1) {
      clock.advance(1000);
      await ssc.awaitIdle();
    }
    await ssc.stop();
    status = stamped?.status;
  }
  return { given, status };
}

test.each(kinds)('E12 $name: after restarts as without them', async (kind) => {
  const manyCuts = fc.array(fc.nat({ max: 30 }), { minLength: 24, maxLength: 24 });
  const intervals = fc.constantFrom(1000, 7000, 20_000);
  await fc.assert(
    fc.asyncProperty(
      words,
      manyCuts,
      fc.tuple(fc.nat(12), fc.nat(12)),
      intervals,
      async (list, places, stops, interval) => {
        const batches = [...cutAt([...list, ['invalid', -1]], places), [['end', 90]] as Word[]];
        const lives = [...stops.filter((stop) => stop > 0), batches.length];
        const setup = { kind, batches, checkpointInterval: interval };
        const whole = await live(setup, [lives.reduce((sum, numBatches) => sum + numBatches)]);
        const parts = await live(setup, lives);
        expect(parts.given).toEqual(whole.given);
        expect(parts.status).toEqual(whole.status);
      },
    ),
    { numRuns: 5 },
  );
});

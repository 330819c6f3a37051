import { type DStream, StreamingContext, type StreamingContextOptions } from '../../index.ts';
import { ManualClock } from '../../testing/index.ts';

/** For tests: a context of 1 s batches on a queue, and a way to its next batch. */
export function makeProgram(options: StreamingContextOptions = {}, startTime = 0) {
  const clock = new ManualClock(startTime);
  const ssc = new StreamingContext({ appName: 'WordCount' }, 1000, { clock, ...options });
  const queue: number[][] = [];
  const stream: DStream<number> = ssc.queueStream(queue);
  ssc.awaitTermination().catch(() => {});
  const nextBatch = async (): Promise<void> => {
    clock.advance(1000);
    await ssc.awaitIdle();
  };
  return { clock, ssc, queue, stream, nextBatch };
}

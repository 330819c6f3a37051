// How often each word has come since the start: a state for each key, kept from batch to batch.
//
//     nc -lk 9999                                     type lines here
//     node apps/demos/src/running-counts.ts localhost 9999
import { StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999'] = process.argv.slice(2);
const ssc = new StreamingContext({ master: 'local[1]', appName: 'RunningCounts' }, seconds(1));

const words = ssc.socketTextStream(host, Number(port)).flatMap((line) => line.split(' '));

/** Called for every known word in every batch: with no new values too. */
function updateCount(values: readonly number[], count = 0): number {
  return values.reduce((sum, value) => sum + value, count);
}

words
  .map((word) => [word, 1])
  .updateStateByKey(updateCount)
  .print();

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

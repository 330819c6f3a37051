// How often each word has come since the start: a state for each key, kept from batch to batch.
//
//     nc -lk 9999                                     type lines here
//     node apps/demos/src/stateful-word-count.ts localhost 9999
import { EngineContext, StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999'] = process.argv.slice(2);

const engine = new EngineContext({ master: 'local[1]', appName: 'StatefulNetworkWordCount' });
const ssc = new StreamingContext(engine, seconds(1));

// What is known before the first line comes.
const initialRDD = engine.parallelize([
  ['hello', 1],
  ['world', 1],
] as const);

/** Called for every known word in every batch: with no new values too. */
function updateCount(values: readonly number[], count = 0): number {
  return values.reduce((sum, value) => sum + value, count);
}

const runningCounts = ssc
  .socketTextStream(host, Number(port))
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .updateStateByKey(updateCount, { initialRDD });
runningCounts.print();

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

// The words of the last 30 seconds, every 10 seconds. A slide adds the batch that enters the window and takes away
// the one that leaves it, instead of adding up all of it again.
//
//     nc -lk 9999                                     type lines here
//     node apps/demos/src/windowed-word-count.ts localhost 9999
import { EngineContext, StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999', batchSeconds = '10'] = process.argv.slice(2);
const batch = seconds(Number(batchSeconds));

const engine = new EngineContext({ master: 'local[1]', appName: 'WindowedWordCount' });
const ssc = new StreamingContext(engine, batch);

const windowedCounts = ssc
  .socketTextStream(host, Number(port))
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .reduceByKeyAndWindow(
    (a, b) => a + b,
    (a, b) => a - b,
    3 * batch,
    batch,
  );
windowedCounts.print();

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

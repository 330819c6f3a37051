// Counts words in lines of text that a TCP server sends, one batch a second.
//
//     nc -lk 9999                                          in one terminal: type lines here
//     node apps/demos/src/network-word-count.ts localhost 9999      in another
import { EngineContext, StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999'] = process.argv.slice(2);

const engine = new EngineContext({ master: 'local[1]', appName: 'NetworkWordCount' });
const ssc = new StreamingContext(engine, seconds(1));

const lines = ssc.socketTextStream(host, Number(port));
const counts = lines
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();

ssc.start();
process.once('SIGINT', () => void ssc.stop({ graceful: true }));
process.once('SIGTERM', () => void ssc.stop({ graceful: true }));
await ssc.awaitTermination();

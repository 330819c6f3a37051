// Counts words but not those of an exclude list, and how many were left out. The list is a broadcast variable, which
// tasks read; the number an accumulator, which tasks add to and only this program reads.
//
//     nc -lk 9999                                     type lines here
//     node apps/demos/src/shared-variables.ts localhost 9999
import { EngineContext, StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999'] = process.argv.slice(2);

const engine = new EngineContext({ master: 'local[1]', appName: 'SharedVariables' });
const ssc = new StreamingContext(engine, seconds(1));

const excludeList = engine.broadcast(new Set(['a', 'b', 'c']));
const droppedWords = engine.longAccumulator('dropped words');

const counts = ssc
  .socketTextStream(host, Number(port))
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .reduceByKey((a, b) => a + b);

counts.foreachRDD(async (rdd, batchTime) => {
  const kept = await rdd
    .filter(([word, count]) => {
      if (!excludeList.value.has(word)) return true;
      droppedWords.add(count);
      return false;
    })
    .collect();
  if (kept.length === 0 && droppedWords.value === 0) return;
  const words = kept.map(([word, count]) => `(${word},${count})`).join(' ');
  console.log(`Counts at time ${batchTime} ms: ${words}`);
  console.log(`Dropped ${droppedWords.value} word(s) totally`);
});

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

// Counts words across restarts: kill it, start it again with the same folder, and it goes on. The checkpoint keeps
// the counts and the values of named accumulators, not the program and its broadcast variables: both shared
// variables are made when they are first used, in this life as in the next.
//
//     nc -lk 9999                                     type lines here
//     node apps/demos/src/recoverable-word-count.ts localhost 9999 /tmp/checkpoint
import { type Accumulator, type Broadcast, StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999', checkpointDirectory = 'checkpoint'] = process.argv.slice(2);

let excludeList: Broadcast<ReadonlySet<string>> | undefined;
let droppedWords: Accumulator<number> | undefined;

function updateCount(values: readonly number[], count = 0): number {
  return values.reduce((sum, value) => sum + value, count);
}

/** All streams are made in here, so that they are the same ones after a restart. */
function createContext(): StreamingContext {
  const conf = { master: 'local[1]', appName: 'RecoverableNetworkWordCount' };
  const ssc = new StreamingContext(conf, seconds(1));
  const { engine } = ssc;

  const words = ssc
    .socketTextStream(host, Number(port))
    .flatMap((line) => line.split(' '))
    .transform((rdd) => {
      excludeList ??= engine.broadcast(new Set(['a', 'b', 'c']));
      droppedWords ??= engine.longAccumulator('dropped words');
      const [exclude, dropped] = [excludeList, droppedWords];
      return rdd.filter((word) => {
        if (!exclude.value.has(word)) return true;
        dropped.add(1);
        return false;
      });
    });

  const counts = words.map((word) => [word, 1]).updateStateByKey(updateCount);
  counts.checkpoint(seconds(1)); // else every 10 s
  counts.foreachRDD(async (rdd, batchTime) => {
    const pairs = (await rdd.collect()).map(([word, count]) => `(${word},${count})`).sort();
    console.log(`Counts at time ${batchTime} ms`);
    console.log(pairs.join(' '));
    console.log(`Dropped ${droppedWords?.value} word(s) since the start`);
  });
  return ssc;
}

const ssc = StreamingContext.getOrCreate(checkpointDirectory, createContext);
const { recoveredFrom } = ssc;
console.log(recoveredFrom === undefined ? 'Creating new context' : `Going on from ${recoveredFrom} ms`);
ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

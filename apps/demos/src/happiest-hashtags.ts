// The happiest hashtags of the last 10 seconds: a stream is joined with a data set, a table of words and scores
// from -5 to 5, in `transform`, which may do anything that an RDD can do.
//
//     nc -lk 9999                                     type tweets here: #monday is a good day
//     node apps/demos/src/happiest-hashtags.ts localhost 9999
import { fileURLToPath } from 'node:url';
import { EngineContext, StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999'] = process.argv.slice(2);

const engine = new EngineContext({ master: 'local[1]', appName: 'HappiestHashtags' });
const ssc = new StreamingContext(engine, seconds(1));

const scores = engine
  .textFile(fileURLToPath(new URL('../data/word-scores.tsv', import.meta.url)))
  .map((line) => line.split('\t') as [string, string])
  .mapValues(Number)
  .cache();

/** Every word of a tweet beside every hashtag of it. */
function wordsAndHashtags(tweet: string): [string, string][] {
  const words = tweet.toLowerCase().split(/\s+/);
  const hashtags = words.filter((word) => word.startsWith('#') && word.length > 1);
  return words.flatMap((word) => hashtags.map((hashtag): [string, string] => [word, hashtag]));
}

const happiest = ssc
  .socketTextStream(host, Number(port))
  .flatMap(wordsAndHashtags)
  .transform((rdd) => rdd.join(scores)) // (word, (hashtag, score)): a word without a score is left out
  .map(([, [hashtag, score]]) => [hashtag, score])
  .reduceByKeyAndWindow((a, b) => a + b, undefined, seconds(10), seconds(1))
  .transform((rdd) => rdd.sortBy(([, score]) => score, false));

happiest.foreachRDD(async (rdd) => {
  const top = await rdd.take(10);
  if (top.length === 0) return;
  console.log(`Happiest topics in last 10 seconds (${await rdd.count()} total):`);
  for (const [hashtag, happiness] of top) console.log(`${hashtag} (${happiness} happiness)`);
});

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

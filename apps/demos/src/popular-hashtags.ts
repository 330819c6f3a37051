// The hashtags of the last 30 seconds, the most popular first, every second.
//
//     nc -lk 9999                                       type tweets here
//     node apps/demos/src/popular-hashtags.ts localhost 9999
import { StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999'] = process.argv.slice(2);
const ssc = new StreamingContext({ master: 'local[1]', appName: 'PopularHashtags' }, seconds(1));

const hashtags = ssc
  .socketTextStream(host, Number(port))
  .flatMap((line) => line.split(/\s+/))
  .filter((word) => word.startsWith('#') && word.length > 1);

// A slide adds what enters the window and takes away what leaves it.
const counts = hashtags
  .map((hashtag) => [hashtag.toLowerCase(), 1])
  .reduceByKeyAndWindow(
    (a, b) => a + b,
    (a, b) => a - b,
    seconds(30),
    seconds(1),
    { filterFunc: ([, count]) => count > 0 },
  );

const popular = counts.transform((rdd) => rdd.sortBy(([, count]) => count, false));

popular.foreachRDD(async (rdd) => {
  const top = await rdd.take(10);
  if (top.length > 0) console.log(top.map(([hashtag, count]) => `${hashtag} ${count}`).join('  '));
});

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

// The hashtags of the last 30 seconds, the most popular first, every second, on two worker threads: this module is a
// program that the threads load too, which is why only the main one starts it.
//
//     nc -lk 9999                                       type tweets here
//     node apps/demos/src/popular-hashtags.ts localhost 9999
import { StreamingContext, seconds } from '@hashtide/engine';

interface Source {
  readonly host: string;
  readonly port: number;
}

/** Makes the streams: in the main thread and in each worker the same ones. */
export function build(ssc: StreamingContext, { host, port }: Source): void {
  const hashtags = ssc
    .socketTextStream(host, port)
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
    if (top.length === 0) return;
    console.log(`Popular topics in last 30 seconds (${await rdd.count()} total):`);
    for (const [hashtag, count] of top) console.log(`${hashtag} (${count} tweets)`);
  });
}

if (import.meta.main) {
  const [host = 'localhost', port = '9999'] = process.argv.slice(2);
  const program = { module: import.meta.url, args: { host, port: Number(port) }, build };
  const conf = { master: 'local[2]', appName: 'PopularHashtags' };
  const ssc = await StreamingContext.ofProgram(program, conf, seconds(1));
  ssc.start();
  process.once('SIGINT', () => void ssc.stop());
  process.once('SIGTERM', () => void ssc.stop());
  await ssc.awaitTermination();
}

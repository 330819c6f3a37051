// Counts the words of each new text file in a folder. Write files elsewhere and rename them into it: a file is read
// once, when it is first seen.
//
//     node apps/demos/src/file-word-count.ts /tmp/in
//     echo to be or not to be > /tmp/line.txt && mv /tmp/line.txt /tmp/in
import { StreamingContext, seconds } from '@hashtide/engine';

const [folder = 'in'] = process.argv.slice(2);
const ssc = new StreamingContext({ master: 'local[1]', appName: 'HdfsWordCount' }, seconds(1));

const counts = ssc
  .textFileStream(folder)
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

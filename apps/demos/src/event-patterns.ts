// Two ways to look at the same events. ETL takes each by itself and forgets it; complex event processing keeps what
// it has seen of a key until a pattern is complete, or its time has passed.
//
//     nc -lk 9999             type: anna wrong, anna wrong, anna wrong, anna right, one a line
//     node apps/demos/src/event-patterns.ts localhost 9999
import { Pattern, StreamingContext, seconds } from '@hashtide/engine';

const [host = 'localhost', port = '9999'] = process.argv.slice(2);
const ssc = new StreamingContext({ master: 'local[1]', appName: 'EventPatterns' }, seconds(1));

// What somebody has done: (anna, wrong) is a wrong password.
const events = ssc
  .socketTextStream(host, Number(port))
  .map((line) => line.split(' '))
  .filter((words) => words.length === 2)
  .map(([user = '', event = '']) => [user, event]);

// ETL: how many of each kind, batch by batch. Nothing is kept.
events
  .map(([, event]) => [event, 1])
  .reduceByKey((a, b) => a + b)
  .print();

// CEP: three wrong passwords of one user, then, no new one asked for, the right one, all in 10 seconds.
const breakIn = Pattern.begin('guesses', (event: string) => event === 'wrong')
  .times(3)
  .notFollowedBy('a new password', (event) => event === 'reset')
  .followedBy('entry', (event) => event === 'right')
  .within(seconds(10));

events.detectPattern(breakIn, { afterMatch: 'skipPastLastEvent' }).foreachRDD(async (rdd) => {
  for (const [user, { guesses }] of await rdd.collect()) {
    console.log(`${user} got in after ${guesses.length} wrong passwords`);
  }
});

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

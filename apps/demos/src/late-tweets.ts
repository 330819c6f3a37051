// Tweets counted by when they were written, not by when they came. One may come 5 seconds later than the newest;
// what comes when its window has been given already comes out apart.
//
//     node apps/demos/src/late-tweets.ts                needs no network and no time: the clock is set by hand
import { StreamingContext, seconds } from '@hashtide/engine';
import { ManualClock } from '@hashtide/engine/testing';

interface Tweet {
  readonly writtenAt: string;
  readonly text: string;
}

const kickOff = Date.parse('2026-07-19T20:00:00Z');
const clock = new ManualClock(kickOff);
const ssc = new StreamingContext({ master: 'local[1]', appName: 'LateTweets' }, seconds(5), { clock });

const tweets = ssc.queueStream<Tweet>([
  [tweet('20:00:01', 'Kick-off! #final'), tweet('20:00:04', 'here we go #final')],
  [tweet('20:00:09', 'what a chance #final')],
  [tweet('20:00:13', '#goal !!!'), tweet('20:00:08', 'in a tunnel, no signal #final')],
  [tweet('20:00:19', 'replay: #goal'), tweet('20:00:12', '#goal')],
  [tweet('20:00:07', 'sent when the train was out of the tunnel #final')],
  [tweet('20:00:26', '#goal #goal again')],
]);

const perTenSeconds = tweets
  .withWatermark(seconds(5), ({ writtenAt }) => timeOf(writtenAt))
  .tumblingWindow(seconds(10));

perTenSeconds.count().foreachRDD(async (rdd) => {
  for (const { window, value } of await rdd.collect()) {
    console.log(`${clockTime(window.start)} to ${clockTime(window.end)}: ${value} tweets`);
  }
});

perTenSeconds.late.foreachRDD(async (rdd) => {
  for (const { writtenAt, text } of await rdd.collect()) console.log(`too late, ${writtenAt}: ${text}`);
});

ssc.start();
for (let batch = 0; batch < 6; batch += 1) {
  clock.advance(seconds(5));
  await ssc.awaitIdle();
}
console.log(
  `${perTenSeconds.status.lateRecords} late, ${perTenSeconds.status.openWindows} window still open`,
);
await ssc.stop();

function tweet(writtenAt: string, text: string): Tweet {
  return { writtenAt, text };
}

function timeOf(clockTime: string): number {
  return Date.parse(`2026-07-19T${clockTime}Z`);
}

function clockTime(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}

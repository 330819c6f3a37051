/** For the kill test: a program whose batches go into a history, until it is killed. */
import { StreamingContext } from '../../index.ts';
import { openMonitor } from '../../monitoring/open-monitor.ts';

const ssc = new StreamingContext({ appName: 'Killed' }, 5);
await openMonitor(ssc, { history: process.argv[2] ?? '' });
ssc.queueStream<number>([]).foreachRDD(() => void process.stdout.write('.'));
ssc.start();

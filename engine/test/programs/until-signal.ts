import { Receiver, StreamingContext } from '../../src/index.ts';

/** Runs until the process is asked to end; says what it has received, and when it was stopped. */
class Once extends Receiver<string> {
  override onStart(): void {
    this.store('received');
    process.stdout.write('started\n');
  }
  override onStop(): void {}
}

const ssc = new StreamingContext({}, 60_000, { stopGracefullyOnShutdown: true });
ssc.receiverStream(new Once()).foreachRDD(async (rdd) => {
  process.stdout.write(`${(await rdd.collect()).join(' ')}\n`);
});
ssc.start();
await ssc.awaitTermination();
process.stdout.write(`stopped, engine ${ssc.engine.isStopped ? 'stopped' : 'runs'}\n`);

import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Receiver, StreamingContext } from '../../src/index.ts';

/** A program with a receiver, to be killed: `node receiving-program.ts <port> <folder> <log|off>`. */
const [port, folder = '', log] = process.argv.slice(2);

/** Takes lines of numbers, and says of each when it is stored. */
class Numbers extends Receiver<number> {
  #socket: Socket | undefined;

  override onStart(): void {
    let storing = Promise.resolve();
    this.#socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    this.#socket.on('data', (bytes: Buffer) => {
      const numbers = bytes.toString().trim().split('\n').map(Number);
      storing = storing.then(async () => {
        await this.storeMultiple(numbers);
        this.#socket?.write(`${numbers.at(-1)}\n`);
      });
    });
  }

  override onStop(): void {
    this.#socket?.destroy();
  }
}

mkdirSync(join(folder, 'out'), { recursive: true });
const ssc = StreamingContext.getOrCreate(join(folder, 'checkpoint'), () => {
  const made = new StreamingContext({}, 200, {
    ...(log === 'off' ? { receiverLogs: 'off' } : {}),
    blockInterval: 50,
  });
  made.receiverStream(new Numbers()).foreachRDD(async (rdd, batchTime) => {
    const numbers = await rdd.collect();
    // A batch that runs again writes the same file again.
    if (numbers.length > 0) writeFileSync(join(folder, 'out', String(batchTime)), numbers.join('\n'));
  });
  return made;
});
ssc.start();

// A source of one's own: extend Receiver, begin in onStart, end in onStop, store what comes.
//
//     nc -lk 9999                                     type lines here
//     node apps/demos/src/custom-receiver.ts localhost 9999
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Receiver, StreamingContext, seconds } from '@hashtide/engine';

/** Lines of text from a TCP server, written by hand. */
class LineReceiver extends Receiver<string> {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(host: string, port: number) {
    super();
    this.#host = host;
    this.#port = port;
  }

  override onStart(): void {
    const socket = connect(this.#port, this.#host);
    this.#socket = socket;
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => {
      if (this.store(line)) return;
      // More has come than the batches take: the server is made to wait.
      lines.pause();
      void this.drained().then(() => lines.resume());
    });
    socket.on('error', (error) => this.restart(`Error connecting to ${this.#host}:${this.#port}`, error));
    socket.on('end', () => this.restart('The server has hung up; trying again'));
  }

  override onStop(): void {
    this.#socket?.destroy();
  }
}

const [host = 'localhost', port = '9999'] = process.argv.slice(2);
const ssc = new StreamingContext({ master: 'local[1]', appName: 'CustomReceiver' }, seconds(1));

const words = ssc.receiverStream(new LineReceiver(host, Number(port))).flatMap((line) => line.split(' '));
words
  .map((word) => [word, 1])
  .reduceByKey((a, b) => a + b)
  .print();

ssc.start();
process.once('SIGINT', () => void ssc.stop());
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();

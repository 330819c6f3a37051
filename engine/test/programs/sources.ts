import { isMainThread } from 'node:worker_threads';
import { decodeLines, Receiver, type StreamingContext } from '../../src/index.ts';

/** Keeps what it is given, and has its bytes decoded. */
class LinesReceiver extends Receiver<string> {
  override onStart(): void {}
  override onStop(): void {}
  override decode(bytes: Uint8Array, push: (line: string) => void): void {
    decodeLines(bytes, (line) => push(`${place()} ${line}`));
  }
}

/** What the streams of the program that was built last are fed with, and what came out, by name. */
export const sources: { receiver?: LinesReceiver; readonly outputs: Map<string, unknown[][]> } = {
  outputs: new Map(),
};

const place = (): string => (isMainThread ? 'driver' : 'worker');

/** Lines, parsed files, fixed records and a receiver's blocks: each record says where it was made. */
export function build(ssc: StreamingContext, folder: string): void {
  const receiver = new LinesReceiver();
  sources.receiver = receiver;
  sources.outputs.clear();
  const streams = {
    text: ssc.textFileStream(folder).map((line) => `${place()} ${line}`),
    parsed: ssc.fileStream(folder, { parse: (bytes) => [`${place()} ${bytes.byteLength}`] }),
    binary: ssc.binaryRecordsStream(folder, 2).map((record) => `${place()} ${[...record]}`),
    received: ssc.receiverStream(receiver).window(2000, 1000),
  };
  for (const [name, stream] of Object.entries(streams)) {
    const batches: unknown[][] = [];
    sources.outputs.set(name, batches);
    stream.foreachRDD(async (rdd) => void batches.push(await rdd.collect()));
  }
}

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { StreamingContext } from '../streaming-context.ts';
import { ManualClock, until } from '../testing/index.ts';

let server: Server;
let ssc: StreamingContext | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  await ssc?.stop();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function listen(): Promise<number> {
  server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A context on the server's lines, and what each batch has printed so far. */
function start(port: number): {
  clock: ManualClock;
  lines: string[];
  errors: string[];
  nextLine(): Promise<void>;
} {
  const clock = new ManualClock();
  const lines: string[] = [];
  const errors: string[] = [];
  ssc = new StreamingContext({}, 100, { clock });
  ssc.socketTextStream('127.0.0.1', port).foreachRDD(async (rdd) => {
    lines.push(...(await rdd.collect()));
  });
  ssc.addStreamingListener({ onReceiverError: ({ lastErrorMessage }) => errors.push(lastErrorMessage) });
  ssc.start();
  const nextLine = async (): Promise<void> => {
    const before = lines.length;
    while (lines.length === before) {
      await new Promise(setImmediate);
      clock.advance(100);
      await ssc?.awaitIdle();
    }
  };
  return { clock, lines, errors, nextLine };
}

async function connection(): Promise<Socket> {
  if (sockets.length === 0) await once(server, 'connection');
  return sockets.at(-1) as Socket;
}

test('I1 characters and lines cut anywhere arrive whole', async () => {
  const { lines, nextLine } = start(await listen());
  const socket = await connection();
  socket.setNoDelay(true);
  const bytes = Buffer.from('naïve 日本 😀\r\nzwei\n\n');
  for (const byte of bytes) socket.write(Buffer.of(byte));
  while (lines.length < 3) await nextLine();

  expect(lines).toEqual(['naïve 日本 😀', 'zwei', '']);
});

test('I2 a line above 64 KiB is left out and reported', async () => {
  const { lines, errors, nextLine } = start(await listen());
  (await connection()).write(`${'x'.repeat(70_000)}\nshort\n`);
  await nextLine();

  expect(lines).toEqual(['short']);
  expect(errors).toEqual(['1 lines longer than 65536 bytes were left out']);
});

test('I3 after the server has closed it connects again 2 s later', async () => {
  const { lines, errors, nextLine } = start(await listen());
  (await connection()).end('one\nno newline');
  await nextLine();
  const again = once(server, 'connection');
  await until(() => errors.length > 0);
  ssc?.clock instanceof ManualClock && ssc.clock.advance(2000);
  await again;
  sockets.at(-1)?.write('two\n');
  await nextLine();

  expect(lines).toEqual(['one', 'two']);
  expect(errors).toEqual(['Socket data stream had no more data']);
});

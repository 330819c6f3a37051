import { createServer, type Socket } from 'node:net';

/** For tests: a recording of `numRecords`, `stepMs` apart, each with a hashtag of its own and one of ten common ones. */
export interface FakeReader {
  readonly port: number;
  /** The highest sequence that some engine has acked. */
  readonly acked: number;
  close(): Promise<void>;
}

const FIRST_AT = 1_800_000_000_000;

/** A reader that keeps everything from `first` on, sends from where it is asked to, and never waits but for the socket. */
export async function fakeReader({
  numRecords = 3000,
  stepMs = 20,
  epoch = 'e1',
  first = 1,
} = {}): Promise<FakeReader> {
  const sockets = new Set<Socket>();
  let acked = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let heard = '';
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.write(
      `${JSON.stringify({ hashtide: { v: 1, source: 'replay', epoch, clock: 'recorded', first, next: numRecords + 1 } })}\n`,
    );
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (heard + text).split('\n');
      heard = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as { resume?: number; ack?: number };
        if (message.ack !== undefined) acked = Math.max(acked, message.ack);
        if (message.resume !== undefined) send(socket, message.resume);
      }
    });
  });
  const send = (socket: Socket, from: number): void => {
    for (let n = from; n <= numRecords; n += 1) {
      const line = `{"s":${n},"r":${recordOf(n, FIRST_AT + n * stepMs)}}\n`;
      if (!socket.write(line)) {
        socket.once('drain', () => send(socket, n + 1));
        return;
      }
    }
    socket.write(`{"end":{"next":${numRecords + 1}}}\n`);
  };
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    get acked() {
      return acked;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function recordOf(n: number, at: number): string {
  const text = `good #common${n % 10} #only${n}`;
  const data = { id: String(1000 + n), text, created_at: new Date(at).toISOString(), lang: 'en' };
  return JSON.stringify({ data, __rec: { at } });
}

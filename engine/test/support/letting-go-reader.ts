import { createServer, type Socket } from 'node:net';

/** A post of a recording: three of its tags are common, one is rare. */
function recordOf(sequence: number, startTime: number): string {
  const text = `good #one #tag${sequence % 17} #rare${sequence % 997} bad ${sequence % 3 === 0 ? 'love' : 'hate'}`;
  const data = { id: String(1_000_000 + sequence), text, lang: 'en' };
  return JSON.stringify({ data, __rec: { at: startTime + sequence * 5 } });
}

/**
 * A reader that paces its records, greets with what was not acked, and has let go of everything else: what an engine
 * acked and has not is lost for good. Records beyond `state.limit` wait until it is raised.
 */
export async function lettingGoReader(numRecords: number, perTurn: number) {
  const startTime = 1_700_000_000_000;
  const open = new Set<Socket>();
  const state = { acked: 0, numConnections: 0, limit: numRecords };
  const serve = (socket: Socket): void => {
    open.add(socket);
    state.numConnections += 1;
    const first = state.acked + 1;
    const next = numRecords + 1;
    socket.write(
      `${JSON.stringify({ hashtide: { v: 1, source: 'replay', epoch: 'kill', clock: 'recorded', first, next } })}\n`,
    );
    let timer: NodeJS.Timeout | undefined;
    const send = (from: number): void => {
      const until = Math.min(next, from + perTurn, Math.max(from, state.limit + 1));
      let text = '';
      for (let s = from; s < until; s += 1) text += `{"s":${s},"r":${recordOf(s, startTime)}}\n`;
      if (until === next) text += `{"end":{"next":${next}}}\n`;
      const isTaken = socket.write(text);
      const goOn = (): void => {
        if (until < next) timer = setTimeout(send, 2, until);
      };
      if (isTaken) goOn();
      else socket.once('drain', goOn);
    };
    socket.on('data', (bytes: Buffer) => {
      for (const [, key, value] of bytes.toString().matchAll(/"(resume|ack)":(\d+)/g)) {
        if (key === 'ack') state.acked = Math.max(state.acked, Number(value));
        else send(Math.max(first, Number(value)));
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      open.delete(socket);
      clearTimeout(timer);
    });
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    state,
    async close(): Promise<void> {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

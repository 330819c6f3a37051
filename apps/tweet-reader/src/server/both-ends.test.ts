import { connect, createServer, type Socket } from 'node:net';
import { LineProtocolClient, type RecordTarget } from '@hashtide/engine/sources';
import { ManualClock, until } from '@hashtide/engine/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runReader } from './run-reader.ts';
import { recording } from './test-support.ts';

const NUM_RECORDS = 3000;

/** Stands between an engine and a reader and breaks the n-th connection after so many bytes. */
async function breakingProxy(port: number, breaksAfter: readonly number[]) {
  const sockets = new Set<Socket>();
  let number = 0;
  const server = createServer((engineSide) => {
    let left = breaksAfter[number] ?? Number.POSITIVE_INFINITY;
    number += 1;
    const readerSide = connect({ host: '127.0.0.1', port });
    for (const socket of [engineSide, readerSide]) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket);
          engineSide.destroy();
          readerSide.destroy();
        });
    }
    engineSide.pipe(readerSide);
    readerSide.on('data', (bytes: Buffer) => {
      engineSide.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left <= 0) engineSide.destroySoon();
    });
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    close(): void {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** An engine that is killed now and then: it forgets all but what it had made durable. */
class MortalEngine implements RecordTarget {
  readonly durable: number[] = [];
  isOver = false;
  #waiting: number[] = [];

  begin(): void {}
  record(sequence: number): void {
    this.#waiting.push(sequence);
  }
  watermark(): void {}
  connection(): void {}
  end(): void {
    this.isOver = true;
  }
  /** @returns the last durable sequence number */
  commit(): number {
    this.durable.push(...this.#waiting.splice(0));
    return this.durable.at(-1) ?? 0;
  }
  die(): void {
    this.#waiting = [];
    this.isOver = false;
  }
}

test.each([
  ['that fits into the spool', {}],
  ['that does not', { maxRecords: 500 }],
])(
  'broken connections and killed engines change nothing in a recording %s',
  async (_name, spool) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 80_000 }), { maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (breaksAfter, kills) => {
          const clock = new ManualClock(0);
          const listening = Promise.withResolvers<number>();
          const { source } = recording(NUM_RECORDS);
          const over = runReader({
            source,
            port: 0,
            clock,
            signal: new AbortController().signal,
            log: () => {},
            spool,
            onListening: listening.resolve,
          });
          const proxy = await breakingProxy(await listening.promise, breaksAfter);
          const engine = new MortalEngine();
          const start = (): LineProtocolClient => {
            const client = new LineProtocolClient({
              host: '127.0.0.1',
              port: proxy.port,
              engineId: 'engine-1',
              clock,
              target: engine,
              position: () => (engine.durable.length === 0 ? undefined : engine.durable.length + 1),
              random: () => 0,
            });
            client.start();
            return client;
          };

          let client = start();
          for (const isKilled of kills) {
            await until(() => engine.isOver || client.status.state === 'connecting');
            if (engine.isOver) break;
            if (isKilled) {
              await client.stop();
              engine.die();
              client = start();
            } else {
              client.ack('replay', 'file-1', engine.commit());
              clock.advance(250);
            }
          }
          await until(() => {
            if (client.status.state === 'connecting') clock.advance(250);
            return engine.isOver;
          });
          client.ack('replay', 'file-1', engine.commit());
          await until(() => client.status.state === 'ended');
          const result = await over;
          await client.stop();
          proxy.close();

          expect(engine.durable).toEqual(Array.from({ length: NUM_RECORDS }, (_, i) => i + 1));
          expect(result).toMatchObject({ acked: NUM_RECORDS, dropped: 0 });
          expect(client.counters.lost).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  },
  60_000,
);

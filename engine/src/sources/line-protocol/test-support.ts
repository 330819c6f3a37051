import { createServer, type Socket } from 'node:net';
import type { SourceTimeSink, StampedBlock } from '../../receiver/source-time.ts';
import { encodeGreeting, type Greeting } from './messages.ts';
import type { RecordTarget } from './record-target.ts';

/** Keeps what a source says, for tests. */
export class FakeSink implements SourceTimeSink {
  lastBatchTime = Number.NEGATIVE_INFINITY;
  accepts = true;
  readonly blocks: StampedBlock[] = [];
  readonly said: string[] = [];
  readonly #drainListeners: (() => void)[] = [];

  store(block: StampedBlock): boolean {
    this.blocks.push(block);
    return this.accepts;
  }

  onDrain(listener: () => void): void {
    this.#drainListeners.push(listener);
  }

  advanceWatermark(at: number): void {
    this.said.push(`watermark ${at}`);
  }

  setConnection({ connected, clock }: { connected: boolean; clock: string }): void {
    this.said.push(`${connected ? 'connected' : 'away'} ${clock}`);
  }

  end(): void {
    this.said.push('end');
  }

  drain(): void {
    this.accepts = true;
    for (const listener of this.#drainListeners) listener();
  }

  /** Every record's sequence number, in order of arrival. */
  get sequences(): number[] {
    return this.blocks.flatMap(({ fromSequence, untilSequence }) =>
      Array.from({ length: untilSequence - fromSequence }, (_, i) => fromSequence + i),
    );
  }

  get lines(): string[] {
    return this.blocks.flatMap(({ bytes }) => Buffer.from(bytes).toString().split('\n').slice(0, -1));
  }
}

/** Keeps what a client passes on, for tests. */
export class FakeTarget implements RecordTarget {
  readonly records: { sequence: number; at: number; text: string }[] = [];
  readonly said: string[] = [];

  begin(source: string, epoch: string): void {
    this.said.push(`begin ${source} ${epoch}`);
  }

  record(sequence: number, at: number, bytes: Buffer, start: number, end: number): void {
    this.records.push({ sequence, at, text: bytes.toString('utf8', start, end) });
  }

  watermark(at: number): void {
    this.said.push(`watermark ${at}`);
  }

  connection({ connected, clock }: { connected: boolean; clock: string }): void {
    this.said.push(`${connected ? 'connected' : 'away'} ${clock}`);
  }

  end(): void {
    this.said.push('end');
  }

  get sequences(): number[] {
    return this.records.map(({ sequence }) => sequence);
  }
}

export const greetingOf = (greeting: Partial<Greeting> = {}): string =>
  encodeGreeting({
    source: 'replay',
    epoch: 'e1',
    clock: 'recorded',
    first: 1,
    next: 1,
    about: '',
    ...greeting,
  });

export const recordLine = (sequence: number, at = 1000 + sequence): string =>
  `{"s":${sequence},"r":{"data":{"id":"${sequence}"},"__rec":{"at":${at}}}}\n`;

export const recordLines = (from: number, until: number): string =>
  Array.from({ length: until - from }, (_, i) => recordLine(from + i)).join('');

/** One accepted connection, with what the engine wrote to it. */
interface Peer {
  readonly socket: Socket;
  readonly heard: string;
  readonly isClosed: boolean;
}

/** Listens on a port of its own and does nothing else; `onPeer` plays the reader. */
export async function listen(onPeer: (socket: Socket, number: number) => void = () => {}) {
  const peers: { socket: Socket; heard: string; isClosed: boolean }[] = [];
  const server = createServer((socket) => {
    const peer = { socket, heard: '', isClosed: false };
    peers.push(peer);
    socket
      .on('data', (bytes: Buffer) => {
        peer.heard += bytes;
      })
      .on('error', () => {})
      .on('close', () => {
        peer.isClosed = true;
      });
    onPeer(socket, peers.length);
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    peers: peers as readonly Peer[],
    async close(): Promise<void> {
      for (const { socket } of peers) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

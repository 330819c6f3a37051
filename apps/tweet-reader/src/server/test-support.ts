import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '@hashtide/engine/testing';
import type { SourceEvent, SourceRecord, TweetSource } from '../tweet-source.ts';

export const recordOf = (id: number, at = 1000 + id, text = ''): SourceRecord => ({
  at,
  line: Buffer.from(`{"data":{"id":"${id}"${text && `,"text":"${text}"`}},"__rec":{"at":${at}}}`),
});

export const recordsOf = (from: number, until: number, text = ''): SourceRecord[] =>
  Array.from({ length: until - from }, (_, i) => recordOf(from + i, 1000 + from + i, text));

/** Gives what might happen wrongly the time to happen: some turns of the event loop. */
export async function settle(): Promise<void> {
  let turns = 0;
  await until(() => {
    turns += 1;
    return turns > 50;
  });
}

/** A recording of `numRecords`, given `perEvent` at a time, that can be read again from anywhere. */
export function recording(
  numRecords: number,
  { perEvent = 100, text = '', ...fields }: Partial<TweetSource> & { perEvent?: number; text?: string } = {},
) {
  const starts: number[] = [];
  let numGiven = 0;
  const source: TweetSource = {
    name: 'replay',
    clock: 'recorded',
    epoch: 'file-1',
    about: 'max',
    total: numRecords,
    async *events(signal, from = 1) {
      starts.push(from);
      for (let next = from; next <= numRecords && !signal.aborted; next += perEvent) {
        const end = Math.min(next + perEvent, numRecords + 1);
        numGiven += end - next;
        yield { kind: 'records', records: recordsOf(next, end, text) };
      }
    },
    ...fields,
  };
  return { source, starts, numGiven: () => numGiven };
}

/** A source that gives what it is told to, when it is told. */
export function handFed(fields: Partial<TweetSource> = {}) {
  const events: SourceEvent[] = [];
  let wakeUp = (): void => {};
  let failure: Error | undefined;
  let isOver = false;
  const source: TweetSource = {
    name: 'x',
    clock: 'live',
    epoch: undefined,
    about: '3 rules',
    total: undefined,
    async *events(signal) {
      signal.addEventListener('abort', () => wakeUp());
      while (!signal.aborted) {
        const event = events.shift();
        if (event !== undefined) yield event;
        else if (failure !== undefined) throw failure;
        else if (isOver) return;
        else await new Promise<void>((resolve) => (wakeUp = resolve));
      }
    },
    ...fields,
  };
  return {
    source,
    give: (event: SourceEvent): void => {
      events.push(event);
      wakeUp();
    },
    giveRecords: (from: number, to: number, text = ''): void => {
      events.push({ kind: 'records', records: recordsOf(from, to, text) });
      wakeUp();
    },
    end: (): void => {
      isOver = true;
      wakeUp();
    },
    fail: (error: Error): void => {
      failure = error;
      wakeUp();
    },
  };
}

/** An engine played by hand: what it heard, line by line, and what it says. */
export async function engine(port: number) {
  const socket: Socket = connect({ host: '127.0.0.1', port });
  let heard = '';
  let isClosed = false;
  socket
    .on('data', (bytes: Buffer) => {
      heard += bytes;
    })
    .on('error', () => {})
    .on('close', () => {
      isClosed = true;
    });
  await once(socket, 'connect');
  const lines = (): string[] => heard.split('\n').slice(0, -1);
  return {
    socket,
    lines,
    isClosed: () => isClosed,
    say: (line: string): void => {
      socket.write(`${line}\n`);
    },
    resume: (next: number, name = 'engine-1'): void => {
      socket.write(`{"resume":${next},"engine":"${name}"}\n`);
    },
    ack: (sequence: number): void => {
      socket.write(`{"ack":${sequence}}\n`);
    },
    greeting: async (): Promise<Record<string, unknown>> => {
      await until(() => lines().length > 0);
      const greeting: { hashtide: Record<string, unknown> } = JSON.parse(lines()[0] ?? '');
      return greeting.hashtide;
    },
    /** Sequence numbers of the records heard. */
    sequences: (): number[] =>
      lines()
        .filter((line) => line.startsWith('{"s":'))
        .map((line) => Number(/\d+/.exec(line)?.[0])),
    has: (part: string): boolean => heard.includes(part),
    close: async (): Promise<void> => {
      if (isClosed) return;
      socket.destroy();
      await until(() => isClosed);
    },
  };
}

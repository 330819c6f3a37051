import type { Socket } from 'node:net';
import { MemorySegmentFolder } from '../../checkpoint/testing/memory-segment-folder.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { SystemClock } from '../../time/clock.ts';
import { type LineProtocolDStream, lineProtocolStream } from './line-protocol-stream.ts';
import { SourceLog } from './source-log.ts';
import { greetingOf, listen, recordLine } from './test-support.ts';

/** What a database keeps of committed batches, for tests. */
export class PlayedDatabase {
  readonly batches = new Map<number, string[]>();
  readonly positions = new Map<string, number>();

  get lastBatchTime(): number {
    return Math.max(Number.NEGATIVE_INFINITY, ...this.batches.keys());
  }

  /** Every record’s id, sorted by number. */
  get ids(): number[] {
    const records = [...this.batches.values()].flat();
    return records.map((text) => Number(/"id":"(\d+)"/.exec(text)?.[1])).sort((a, b) => a - b);
  }
}

/** A reader that lets go at once of what was acked. */
export async function strictReader(numRecords: number, at: (sequence: number) => number) {
  const state = { acked: 0, asked: [] as number[], sockets: new Set<Socket>() };
  const server = await listen((socket) => {
    state.sockets.add(socket);
    const first = state.acked + 1;
    socket.write(greetingOf({ first, next: numRecords + 1 }));
    socket.on('data', (bytes: Buffer) => {
      for (const [, key, value] of bytes.toString().matchAll(/"(resume|ack)":(\d+)/g)) {
        if (!state.sockets.has(socket)) return;
        const number = Number(value);
        if (key === 'ack') {
          state.acked = Math.max(state.acked, number);
          continue;
        }
        state.asked.push(number);
        let text = '';
        for (let s = Math.max(number, first); s <= numRecords; s += 1) text += recordLine(s, at(s));
        socket.write(`${text}{"end":{"next":${numRecords + 1}}}\n`);
      }
    });
  });
  return {
    ...server,
    state,
    /** Nothing that an engine wrote so far and is on its way counts. */
    cut(): void {
      for (const socket of state.sockets) socket.destroy();
      state.sockets.clear();
    },
  };
}

/** One life of an engine with a log. */
export function liveOn(
  port: number,
  database: PlayedDatabase,
  folder = new MemorySegmentFolder(),
  commits: () => boolean = () => true,
) {
  const clock = new SystemClock();
  const committed = (_source: string, epoch: string): number | undefined => database.positions.get(epoch);
  const log = new SourceLog({
    ...{ folder, clock, committed },
    lastBatchTime: database.lastBatchTime,
    segmentBytes: 3000,
  });
  const ssc = new StreamingContext({ master: 'local[1]' }, 100, {
    batchTime: 'source',
    clock,
    lastBatchTime: database.lastBatchTime,
  });
  let isDead = false;
  const stream: LineProtocolDStream = lineProtocolStream(ssc, {
    ...{ log, host: '127.0.0.1', port, engineId: 'e', random: () => 0 },
    position: committed,
  });
  stream.foreachRDD(async (rdd, batchTime) => {
    const records = await rdd.collect();
    if (isDead || !commits()) return;
    const ranges = stream.offsetRanges(batchTime);
    if (ranges.length === 0) return;
    if (database.batches.has(batchTime)) throw new Error(`batch ${batchTime} twice`);
    database.batches.set(batchTime, records);
    for (const range of ranges) database.positions.set(range.epoch, range.untilSequence);
    for (const range of ranges) stream.commit(range);
  });
  ssc.start();
  return {
    ...{ ssc, stream, log, folder },
    /** From here on nothing that it does counts. */
    die(): void {
      isDead = true;
    },
    async stop(): Promise<void> {
      await ssc.stop();
      await log.close();
    },
  };
}

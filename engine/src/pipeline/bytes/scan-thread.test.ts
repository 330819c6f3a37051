import { loadModel } from '@hashtide/models';
import { afterEach, expect, test } from 'vitest';
import { DecodingSink } from '../../receiver/decoding-sink.ts';
import type { SourceTimeSink, StampedBlock } from '../../receiver/source-time.ts';
import { recordsOfBlock } from '../testing/records-of-block.ts';
import { BlockScanner } from './block-scanner.ts';
import { ScanThread } from './scan-thread.ts';
import type { ScannedBlock } from './scanned-block.ts';

const ENTRY = new URL('../../scan-thread-worker.ts', import.meta.url);
const model = await loadModel('afinn');
const threads: ScanThread[] = [];
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.stop())));

function start(entry = ENTRY): ScanThread {
  const thread = new ScanThread(entry, { model: 'afinn', keepsRecords: true });
  threads.push(thread);
  return thread;
}

function bytesOf(block: number, numRecords: number): Uint8Array {
  const line = (record: number): string =>
    `{"data":{"id":"${1000 * block + record + 1}","text":"good #Tag${record % 7} #b${block} 日本 &amp;","lang":"en"},"__rec":{"at":1}}\n`;
  return Buffer.from(Array.from({ length: numRecords }, (_, record) => line(record)).join(''));
}

test('a thread reads blocks as they would be read here, in order', async () => {
  const scanner = new BlockScanner({ model, keepsRecords: true });
  const thread = start();
  const blocks = [1, 2, 3, 4].map((block) => bytesOf(block, 20 * block));

  const read = await Promise.all(blocks.map((bytes) => thread.read(bytes)));

  for (const [index, block] of read.entries()) {
    const bytes = blocks[index] ?? new Uint8Array();
    expect(recordsOfBlock(block)).toEqual(recordsOfBlock(scanner.read(bytes)));
    expect(block.source?.bytes).toBe(bytes);
  }
});

/** Keeps what comes out, in order. */
class Kept implements SourceTimeSink {
  readonly lastBatchTime = Number.NEGATIVE_INFINITY;
  readonly heard: string[] = [];
  readonly #onEnd = Promise.withResolvers<void>();
  readonly ended = this.#onEnd.promise;

  store({ fromSequence, decoded }: StampedBlock): boolean {
    const [block] = (decoded?.records ?? []) as readonly ScannedBlock[];
    this.heard.push(`block ${fromSequence} of ${block?.numRecords}`);
    return true;
  }

  onDrain(): void {}

  advanceWatermark(at: number): void {
    this.heard.push(`watermark ${at}`);
  }

  setConnection(): void {}

  end(): void {
    this.heard.push('end');
    this.#onEnd.resolve();
  }
}

test.each([
  ['a thread', ENTRY],
  ['a thread that cannot be started', new URL('data:text/javascript,throw new Error("no")')],
])('%s: large blocks, small ones, and what is said between them come in order', async (_name, entry) => {
  const thread = start(entry);
  const scanner = new BlockScanner({ model, keepsRecords: false });
  const kept = new Kept();
  const sink = new DecodingSink<ScannedBlock>(kept, 10, (bytes, push) => push(scanner.read(bytes)), {
    keepsBytes: false,
    elsewhere: async (bytes) => [await thread.read(bytes)],
  });
  const expected: string[] = [];
  for (let block = 1; block <= 6; block += 1) {
    const numRecords = block % 3 === 0 ? 3 : 900;
    sink.store({
      ...{ batchTime: 10 * block, bytes: bytesOf(block, numRecords), numRecords, epoch: 'e', numLate: 0 },
      ...{ fromSequence: block, untilSequence: block + 1 },
    });
    sink.advanceWatermark(10 * block);
    expected.push(`block ${block} of ${numRecords}`, `watermark ${10 * block}`);
    expect(sink.lastBatchTime).toBe(10 * block - 10);
  }
  sink.end();
  await kept.ended;
  expect(kept.heard).toEqual([...expected, 'end']);
});

import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryCheckpointStore } from '../../checkpoint/memory-checkpoint-store.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock } from '../../testing/index.ts';

let folder: string;
let ssc: StreamingContext | undefined;
let warnings: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashtide-test-'));
  warnings = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning)));
});

afterEach(async () => {
  await ssc?.stop();
  ssc = undefined;
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Writes a file that was last changed at `modTime`, epoch ms. */
async function write(name: string, content: string | Uint8Array, modTime: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await utimes(path, modTime / 1000, modTime / 1000);
  return path;
}

/** A disk takes longer than a microtask. */
class SlowStore extends MemoryCheckpointStore {
  override async write(batchTime: number, bytes: Uint8Array): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    await super.write(batchTime, bytes);
  }
}

class FullStore extends MemoryCheckpointStore {
  override write(): Promise<void> {
    return Promise.reject(new Error('no space left'));
  }
}

async function copyOf(store: MemoryCheckpointStore): Promise<MemoryCheckpointStore> {
  const copy = new MemoryCheckpointStore();
  for (const entry of store.list().toReversed()) await copy.write(entry.batchTime, store.read(entry));
  return copy;
}

describe('files over a restart', () => {
  test('ckpt-file-stream I12 files of batches that run again are the same; those that came meanwhile are read', async () => {
    const store = new MemoryCheckpointStore();
    const outputs: number[] = [];
    const numbers: number[] = [];
    const begin = (clock: ManualClock): StreamingContext => {
      const context = StreamingContext.getOrCreate(store, () => {
        const made = new StreamingContext({}, 2000, { clock });
        const input = made.textFileStream(folder).map(Number);
        input.foreachRDD(async (rdd) => void numbers.push(...(await rdd.collect())));
        input
          .reduceByWindow((a, b) => a + b, 60_000, 2000)
          .foreachRDD(async (rdd) => void outputs.push(...(await rdd.collect())));
        return made;
      });
      ssc = context;
      context.start();
      return context;
    };
    const clock = new ManualClock(0);
    const first = begin(clock);
    clock.advance(1000);
    for (const i of [1, 2, 3]) {
      await write(`${i}`, `${i}\n`, clock.now());
      clock.advance(2000);
      if (i < 3) await first.awaitIdle();
    }
    await first.stop();
    for (const i of [4, 5, 6]) await write(`${i}`, `${i}\n`, 1000 + i * 2000);

    const later = new ManualClock(15_000);
    const second = begin(later);
    await second.awaitIdle();
    for (const i of [7, 8, 9]) {
      await write(`${i}`, `${i}\n`, later.now());
      later.advance(2000);
      await second.awaitIdle();
    }
    expect([...new Set(outputs)]).toEqual([1, 3, 6, 10, 15, 21, 28, 36, 45]);
    expect(new Set(numbers)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  test('I12 a batch runs when it is written which files it has: killed at any time it has no others', async () => {
    const store = new SlowStore();
    const outputs: [number, string[]][] = [];
    let atFirstRun: MemoryCheckpointStore | undefined;
    const begin = (place: MemoryCheckpointStore, clock: ManualClock): StreamingContext => {
      ssc = StreamingContext.getOrCreate(place, () => {
        const made = new StreamingContext({}, 1000, { clock });
        made.textFileStream(folder).foreachRDD(async (rdd, batchTime) => {
          atFirstRun ??= await copyOf(store);
          outputs.push([batchTime, await rdd.collect()]);
        });
        return made;
      });
      ssc.start();
      return ssc;
    };
    const clock = new ManualClock(0);
    const first = begin(store, clock);
    await write('a', 'a\n', 500);
    clock.advance(1000);
    await first.awaitIdle();
    await first.stop();
    await write('b', 'b\n', 600);
    if (atFirstRun === undefined) throw new Error('nothing has run');
    // A life that ended the moment the output ran.
    const second = begin(atFirstRun, clock);
    await second.awaitIdle();
    clock.advance(1000);
    await second.awaitIdle();
    expect(outputs).toEqual([
      [1000, ['a']],
      [1000, ['a']],
      [2000, ['b']],
    ]);
  });

  test('I12 what cannot be written is told, and the batch runs', async () => {
    const outputs: number[] = [];
    const clock = new ManualClock(0);
    ssc = new StreamingContext({}, 1000, { clock });
    ssc.checkpoint(new FullStore());
    ssc.textFileStream(folder).foreachRDD((_rdd, batchTime) => void outputs.push(batchTime));
    ssc.start();
    const told = ssc.awaitTermination().catch((error: unknown) => error);
    clock.advance(1000);
    await ssc.awaitIdle();
    expect(outputs).toEqual([1000]);
    expect(await told).toMatchObject({ code: 'CHECKPOINT_WRITE_FAILED' });
  });

  test('I12 what an earlier life has read is not told of as left out', async () => {
    const store = new MemoryCheckpointStore();
    const clock = new ManualClock(0);
    const begin = (): StreamingContext => {
      ssc = StreamingContext.getOrCreate(store, () => {
        const made = new StreamingContext({}, 1000, { clock });
        made.textFileStream(folder).foreachRDD(() => {});
        return made;
      });
      ssc.start();
      return ssc;
    };
    const first = begin();
    await write('a', 'a\n', 500);
    for (let i = 0; i < 70; i += 1) {
      clock.advance(1000);
      await first.awaitIdle();
    }
    await first.stop();
    const second = begin();
    clock.advance(1000);
    await second.awaitIdle();
    expect(warnings).toEqual([]);
  });
});

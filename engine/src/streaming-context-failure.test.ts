import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { MemoryCheckpointStore } from './checkpoint/memory-checkpoint-store.ts';
import { StreamingContext, seconds } from './index.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

const root = mkdtempSync(join(tmpdir(), 'hashtide-failure-'));
afterAll(() => rmSync(root, { recursive: true }));

const running: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of running.splice(0)) await ssc.stop();
});

/** Nothing that is written after the kill arrives. */
class MortalStore extends MemoryCheckpointStore {
  #isAlive = true;

  live(): void {
    this.#isAlive = true;
  }

  kill(): void {
    this.#isAlive = false;
  }

  override async write(batchTime: number, bytes: Uint8Array): Promise<void> {
    if (this.#isAlive) await super.write(batchTime, bytes);
  }

  override async writeData(name: string, bytes: Uint8Array): Promise<void> {
    if (this.#isAlive) await super.writeData(name, bytes);
  }

  override async removeData(names: readonly string[]): Promise<void> {
    if (this.#isAlive) await super.removeData(names);
  }
}

const NUM_FILES = 30;

/** File i has i letters; one comes a batch. Lives end as `lives` says, between two batches or in the middle of one. */
async function countLetters(lives: readonly { readonly batches: number; readonly isInBatch: boolean }[]) {
  const folder = mkdtempSync(join(root, 'files-'));
  const store = new MortalStore();
  const clock = new ManualClock();
  const outputs: [string, number][] = [];
  let numFiles = 0;
  const nextFile = (): void => {
    numFiles += 1;
    const path = join(folder, String(numFiles));
    writeFileSync(path, 'a\n'.repeat(numFiles));
    utimesSync(path, (clock.now() + 500) / 1000, (clock.now() + 500) / 1000);
  };
  for (let life = 0, isOver = false; !isOver; life += 1) {
    // What the last kill has left undone is done in one more life.
    isOver = numFiles === NUM_FILES;
    const { batches, isInBatch } = lives[life % lives.length] as (typeof lives)[number];
    let hangs: PromiseWithResolvers<void> | undefined;
    const ssc = StreamingContext.getOrCreate(store, () => {
      const made = new StreamingContext({}, seconds(1), { clock });
      made
        .textFileStream(folder)
        .map((letter) => [letter, 1])
        .updateStateByKey<string, number, number>((values, sum = 0) => sum + values.length)
        .checkpoint(seconds(5))
        .foreachRDD(async (rdd) => {
          const records = await rdd.collect();
          await hangs?.promise;
          outputs.push(...records);
        });
      return made;
    });
    running.push(ssc);
    store.live();
    ssc.start();
    await ssc.awaitIdle();
    for (let batch = 0; batch < batches && numFiles < NUM_FILES; batch += 1) {
      nextFile();
      clock.advance(seconds(1));
      await ssc.awaitIdle();
    }
    if (isInBatch && numFiles < NUM_FILES) {
      hangs = Promise.withResolvers();
      hangs.promise.catch(() => {});
      nextFile();
      clock.advance(seconds(1));
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    }
    store.kill();
    hangs?.reject(new Error('killed'));
    await ssc.stop();
  }
  return outputs;
}

test('S21 master-failure-updateStateByKey the state is exactly-once, however often the process dies', async () => {
  const sums = new Set(Array.from({ length: NUM_FILES }, (_, i) => ((i + 1) * (i + 2)) / 2));
  const life = fc.record({ batches: fc.integer({ min: 1, max: 7 }), isInBatch: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 6 }), async (lives) => {
      const outputs = await countLetters([...lives, { batches: 3, isInBatch: false }]);
      expect(outputs.filter(([letter, sum]) => letter !== 'a' || !sums.has(sum))).toEqual([]);
      expect(outputs.at(-1)).toEqual(['a', 465]);
      const seen = outputs.map(([, sum]) => sum);
      expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    }),
    { numRuns: 12 },
  );
}, 240_000);

test('O9 ckpt-saveAs a batch that was written already may be written again', async () => {
  const folder = join(root, 'saved');
  mkdirSync(folder);
  const batches = [['a', 'a', 'b'], ['', ''], [], ['a', 'a', 'b'], ['', ''], []];
  const clock = new ManualClock();
  const store = new MortalStore();
  const live = async (numBatches: number, killsAfterWrite: boolean): Promise<void> => {
    const ssc = StreamingContext.getOrCreate(store, () => {
      const made = new StreamingContext({}, seconds(1), { clock, failedOutputPolicy: 'fail' });
      const counts = new TestInputDStream<string>(made, batches, 2)
        .map((word) => [word, 1])
        .reduceByKey((a, b) => a + b);
      counts.saveAsTextFiles(join(folder, 'counts'));
      counts.foreachRDD((_rdd, time) => {
        if (killsAfterWrite && time === 3000) store.kill();
      });
      return made;
    });
    running.push(ssc);
    store.live();
    ssc.start();
    await ssc.awaitIdle();
    for (let batch = 0; batch < numBatches; batch += 1) {
      clock.advance(seconds(1));
      await ssc.awaitIdle();
    }
    await ssc.stop();
    await ssc.awaitTermination();
  };
  await live(3, true);
  await live(3, false);
  const saved = readdirSync(folder).sort();
  expect(saved).toEqual([1, 2, 3, 4, 5, 6].map((batch) => `counts-${batch}000`));
  const linesIn = (directory: string): string[] =>
    readdirSync(join(folder, directory))
      .filter((name) => name.startsWith('part-'))
      .flatMap((name) => readFileSync(join(folder, directory, name), 'utf8').split('\n'))
      .filter((line) => line !== '')
      .sort();
  expect(saved.map(linesIn)).toEqual([['(a,2)', '(b,1)'], ['(,2)'], [], ['(a,2)', '(b,1)'], ['(,2)'], []]);
});

test('S26 getOrCreate of a program that runs on two threads', async () => {
  const folder = mkdtempSync(join(root, 'program-'));
  const module = new URL('../test/programs/letter-counts.ts', import.meta.url);
  const store = new MortalStore();
  const clock = new ManualClock();
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text).split('\n').slice(3).join(' ').trim());
    return true;
  });
  try {
    for (const batch of [1, 2, 3]) {
      const ssc = await StreamingContext.getOrCreate(store, () =>
        StreamingContext.ofProgram({ module, args: { folder } }, { master: 'local[2]' }, seconds(1), {
          clock,
        }),
      );
      running.push(ssc);
      ssc.start();
      writeFileSync(join(folder, String(batch)), 'a\n'.repeat(batch));
      utimesSync(join(folder, String(batch)), batch - 0.5, batch - 0.5);
      clock.advance(seconds(1));
      await ssc.awaitIdle();
      await ssc.stop();
    }
  } finally {
    write.mockRestore();
  }
  expect(written).toEqual(['(a,1)', '(a,3)', '(a,6)']);
}, 240_000);

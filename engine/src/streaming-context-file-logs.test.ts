import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  FileReceiverLogs,
  Receiver,
  StreamingContext,
  type StreamingContextOptions,
  seconds,
} from './index.ts';
import { ManualClock } from './testing/index.ts';

let folder: string;
const running: StreamingContext[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-logs-'));
});
afterEach(async () => {
  for (const ssc of running.splice(0)) await ssc.stop();
  rmSync(folder, { recursive: true, force: true });
});

class PlayedReceiver extends Receiver<string> {
  override onStart(): void {}
  override onStop(): void {}
}

const filesOf = (streamId: number): string[] =>
  readdirSync(join(folder, 'receivedData', String(streamId)))
    .filter((name) => name.endsWith('.log'))
    .sort();

test('I17 recv-wal-clean old files go; those whose blocks a window still reads stay', async () => {
  const clock = new ManualClock();
  const receiverLogs = new FileReceiverLogs(folder, { clock, segmentDuration: 1000 });
  const ssc = new StreamingContext({}, seconds(1), { clock, receiverLogs });
  running.push(ssc);
  ssc.checkpoint(folder);
  const receivers = [new PlayedReceiver(), new PlayedReceiver()];
  const [plain, windowed] = receivers.map((receiver) => ssc.receiverStream(receiver));
  plain?.foreachRDD(() => {});
  const windows: number[] = [];
  windowed?.window(seconds(3)).foreachRDD(async (rdd) => void windows.push(await rdd.count()));
  ssc.start();
  const seen = new Set<string>();
  for (let batch = 0; batch < 20; batch += 1) {
    for (const receiver of receivers) await receiver.storeMultiple([`record ${batch}`]);
    for (const name of filesOf(0)) seen.add(name);
    clock.advance(seconds(1));
    await ssc.awaitIdle();
  }
  expect(windows.at(-1)).toBe(3);
  expect(seen.size).toBeGreaterThanOrEqual(7);
  expect(filesOf(0).length).toBeLessThan(8);
  expect(filesOf(0)).not.toContain([...seen][0]);
  expect(filesOf(1).length).toBeGreaterThanOrEqual(3);
  expect(filesOf(1).length).toBeLessThan(10);
  await ssc.stop({ graceful: true });
  await receiverLogs.close();
});

/** A program that sums what it receives; each life is stopped hard. */
function program(counts: string[], options: StreamingContextOptions = {}) {
  const receiver = new PlayedReceiver();
  const ssc = StreamingContext.getOrCreate(folder, () => {
    const made = new StreamingContext({}, seconds(1), options);
    made
      .receiverStream(receiver)
      .count()
      .foreachRDD(async (rdd) => void counts.push(String(await rdd.first())));
    return made;
  });
  running.push(ssc);
  ssc.start();
  return { ssc, receiver };
}

test('I17 with a checkpoint directory what was stored and not worked off comes in the next life, by itself', async () => {
  const clock = new ManualClock(10_000);
  const counts: string[] = [];
  const first = program(counts, { clock });
  await first.receiver.storeMultiple(['a', 'b']);
  clock.advance(seconds(1));
  await first.ssc.awaitIdle();
  await first.receiver.storeMultiple(['c', 'd', 'e']);
  await first.ssc.stop();
  const second = program(counts, { clock });
  clock.advance(seconds(1));
  await second.ssc.awaitIdle();
  expect(counts).toEqual(['2', '3']);
});

test('I17 with off nothing is logged, and what was not worked off is gone', async () => {
  const clock = new ManualClock(10_000);
  const counts: string[] = [];
  const first = program(counts, { clock, receiverLogs: 'off' });
  await first.receiver.storeMultiple(['c', 'd', 'e']);
  await first.ssc.stop();
  const second = program(counts, { clock, receiverLogs: 'off' });
  clock.advance(seconds(1));
  await second.ssc.awaitIdle();
  expect(counts).toEqual(['0']);
  expect(existsSync(join(folder, 'receivedData'))).toBe(false);
});

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { BatchedWriteAheadLog } from './batched-write-ahead-log.ts';
import { MemoryWriteAheadLog } from './memory-write-ahead-log.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (record: Uint8Array): string => new TextDecoder().decode(record);

/** A log whose writes end when the test says so. */
class SlowLog extends MemoryWriteAheadLog {
  readonly times: number[] = [];
  readonly gates: PromiseWithResolvers<void>[] = [];
  override async write(record: Uint8Array, time: number) {
    this.times.push(time);
    const gate = Promise.withResolvers<void>();
    this.gates.push(gate);
    await gate.promise;
    return super.write(record, time);
  }
}

test('S33 wal-batched a failed write is told to whoever waits for it, with its cause', async () => {
  const log = new MemoryWriteAheadLog();
  vi.spyOn(log, 'write').mockRejectedValue(new Error('Hello!'));
  await expect(new BatchedWriteAheadLog(log).write(bytes('a'), 1)).rejects.toMatchObject({
    code: 'LOG_WRITE_FAILED',
    cause: expect.objectContaining({ message: 'Hello!' }),
  });
});

test('S33 wal-batched what comes during a write goes into one, in the order of time', async () => {
  const log = new SlowLog();
  const batched = new BatchedWriteAheadLog(log);
  const writes = [3, 5, 8, 12, 10].map((time) => batched.write(bytes(String(time)), time));
  log.gates[0]?.resolve();
  await writes[0];
  await new Promise(setImmediate);
  log.gates[1]?.resolve();
  await Promise.all(writes);
  expect(log.times).toEqual([3, 12]);
  expect([...batched.readAll()].map(textOf)).toEqual(['3', '5', '8', '10', '12']);
});

test('S33 wal-batched once closed nothing is written; the log beneath is closed once', async () => {
  const log = new MemoryWriteAheadLog();
  const close = vi.spyOn(log, 'close');
  const batched = new BatchedWriteAheadLog(log);
  await batched.close();
  await batched.close();
  await expect(batched.write(bytes('late'), 1)).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  expect(close).toHaveBeenCalledTimes(1);
});

test('S33 wal-batched who still waits when it is closed is refused', async () => {
  const log = new SlowLog();
  const batched = new BatchedWriteAheadLog(log);
  const writes = Promise.allSettled([3, 5, 8].map((time) => batched.write(bytes(String(time)), time)));
  await batched.close();
  log.gates[0]?.resolve();
  expect((await writes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(log.times).toEqual([3]);
});

test('S33 wal-no-dir a batched log has no single records; a plain one has', async () => {
  const plain = new MemoryWriteAheadLog();
  const handle = await plain.write(bytes('a'), 1);
  expect(textOf(plain.read(handle))).toBe('a');
  expect(() => new BatchedWriteAheadLog(plain).read()).toThrow(
    expect.objectContaining({ code: 'LOG_READ_UNSUPPORTED' }),
  );
});

test('S33 wal-write-rotate another reader finds exactly what was written, batched or not', async () => {
  const records = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(records, fc.boolean(), async (written, isBatched) => {
      const log = new MemoryWriteAheadLog();
      const wrap = (inner: MemoryWriteAheadLog) => (isBatched ? new BatchedWriteAheadLog(inner) : inner);
      const writer = wrap(log);
      await Promise.all(written.map((record, time) => writer.write(record, time)));
      expect([...wrap(log).readAll()].map((record) => [...record])).toEqual(
        written.map((record) => [...record]),
      );
    }),
  );
});

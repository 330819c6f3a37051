import { expect, test } from 'vitest';
import type { SourceEvent, SourceRecord } from '../../tweet-source.ts';
import { EventQueue } from './event-queue.ts';

const record = (at: number, size = 10): SourceRecord => ({ at, line: new Uint8Array(size) });

/** `r1 r2 | c connected | w 3`, as it was given out. */
function show(event: SourceEvent): string {
  if (event.kind === 'records') return event.records.map(({ at }) => `r${at}`).join(' ');
  return event.kind === 'watermark' ? `w${event.at}` : event.condition.state;
}

async function drain(queue: EventQueue): Promise<string> {
  const events: string[] = [];
  queue.end();
  for await (const event of queue) events.push(show(event));
  return events.join(' | ');
}

test.each<[string, (queue: EventQueue) => void, string]>([
  ['nothing', () => {}, ''],
  [
    'records that wait come together',
    (queue) => [1, 2, 3].forEach((at) => void queue.pushRecord(record(at))),
    'r1 r2 r3',
  ],
  [
    'a watermark stands behind the records before it',
    (queue) => {
      queue.pushRecord(record(1));
      queue.pushWatermark(2);
      queue.pushRecord(record(3));
      queue.pushWatermark(4);
    },
    'r1 | w2 | r3 | w4',
  ],
  [
    'of what waits behind the same record only the last is kept',
    (queue) => {
      queue.pushRecord(record(1));
      for (let at = 2; at < 1_000; at++) {
        queue.pushWatermark(at);
        queue.pushCondition({ state: at % 2 === 0 ? 'connecting' : 'connected', why: '' });
      }
    },
    'r1 | connected | w999',
  ],
])('%s', async (_name, fill, expected) => {
  const queue = new EventQueue(1_000_000);
  fill(queue);
  expect(await drain(queue)).toBe(expected);
});

test('what does not fit is refused; what was taken out makes room', async () => {
  const queue = new EventQueue(1_000);
  const taken = Array.from({ length: 10 }, (_, at) => queue.pushRecord(record(at, 100)));
  expect(taken).toEqual([true, true, true, true, ...Array<boolean>(6).fill(false)]);
  const iterator = queue[Symbol.asyncIterator]();
  const { value } = await iterator.next();
  expect(show(value as SourceEvent)).toBe('r0 r1 r2 r3');
  expect(queue.pushRecord(record(10, 100))).toBe(true);
});

test('an error comes after all that waited', async () => {
  const queue = new EventQueue(1_000);
  queue.pushRecord(record(1));
  queue.end(new Error('over'));
  const iterator = queue[Symbol.asyncIterator]();
  expect(show((await iterator.next()).value as SourceEvent)).toBe('r1');
  await expect(iterator.next()).rejects.toThrow('over');
});

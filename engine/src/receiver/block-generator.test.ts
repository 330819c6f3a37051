import { describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/index.ts';
import type { Block } from './block.ts';
import { BlockGenerator, type BlockGeneratorListener } from './block-generator.ts';

function make(push: BlockGeneratorListener['onPushBlock'] = () => {}) {
  const clock = new ManualClock();
  const pushed: (readonly unknown[])[] = [];
  const events: string[] = [];
  let numDrained = 0;
  const generator = new BlockGenerator(
    {
      onAddData: (record, metadata) => events.push(`add ${record} ${metadata}`),
      onGenerateBlock: (number) => events.push(`block ${number}`),
      onPushBlock(block, number) {
        events.push(`push ${number}`);
        pushed.push(recordsOf(block));
        return push(block, number);
      },
      onError: (message, error) => events.push(`${message}: ${error.message}`),
    },
    {
      clock,
      blockInterval: 200,
      blockQueueSize: 2,
      onQueueDrained: () => {
        numDrained += 1;
      },
    },
  );
  return { clock, pushed, events, generator, numDrained: () => numDrained };
}

function recordsOf({ content }: Block): readonly unknown[] {
  if ('records' in content) return content.records;
  return 'bytes' in content ? [Buffer.from(content.bytes).toString()] : [];
}

/** A push that ends when it is told to. */
function slowPush() {
  const waiting: (() => void)[] = [];
  return {
    push: () => new Promise<void>((resolve) => waiting.push(resolve)),
    async finishOne(): Promise<void> {
      waiting.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

test('I8 a block each blockInterval, none when nothing came, in the order of storing', () => {
  const { clock, pushed, generator } = make();
  generator.start();
  generator.add('a');
  generator.add('b');
  clock.advance(200);
  clock.advance(200);
  generator.add('c');
  generator.addBytes(Buffer.from('x\n'), 1);
  generator.addBytes(Buffer.from('y\n'), 1);
  generator.add('d');
  clock.advance(200);

  expect(pushed).toEqual([['a', 'b'], ['c'], ['x\ny\n'], ['d']]);
});

test('I8 its listener hears of each record and block, and may name where they stand', () => {
  const { clock, events, generator } = make();
  generator.start();
  generator.add('a', 17);
  clock.advance(200);

  expect(events).toEqual(['add a 17', 'block 0', 'push 0']);
});

describe('blockgen-stop', () => {
  test('I8 stopping takes nothing more, makes the last block and waits until all are pushed', async () => {
    const { push, finishOne } = slowPush();
    const { pushed, generator } = make(push);
    const records = Array.from({ length: 1000 }, (_, i) => i + 1);
    generator.start();
    for (const record of records) generator.add(record);
    let hasStopped = false;
    const stopped = generator.stop().then(() => {
      hasStopped = true;
    });

    expect(generator.isActive).toBe(false);
    expect(() => generator.add(1001)).toThrow(expect.objectContaining({ code: 'BLOCK_GENERATOR_STOPPED' }));
    await new Promise(setImmediate);
    expect([hasStopped, generator.isStopped, generator.state]).toEqual([
      false,
      false,
      'STOPPED_GENERATING_BLOCKS',
    ]);

    await finishOne();
    await stopped;
    expect(generator.isStopped).toBe(true);
    expect(pushed.flat()).toEqual(records);
  });

  test('I8 one that was not started takes nothing, and stops at once', async () => {
    const { generator } = make();
    expect(() => generator.add(1)).toThrow(expect.objectContaining({ code: 'BLOCK_GENERATOR_STOPPED' }));
    await generator.stop();
    expect(generator.isStopped).toBe(true);
  });
});

test.each([
  [
    'throws',
    () => {
      throw new Error('test');
    },
  ],
  ['rejects', () => Promise.reject(new Error('test'))],
])('blockgen-push-error I8 a push that %s is reported, and later blocks are pushed', async (_name, push) => {
  const { clock, events, generator } = make(push);
  generator.start();
  generator.add(1);
  clock.advance(200);
  await new Promise(setImmediate);
  generator.add(2);
  clock.advance(200);
  await generator.stop();

  const error = 'Error pushing a block: test';
  expect(events.filter((event) => !event.startsWith('add'))).toEqual([
    'block 0',
    'push 0',
    error,
    'block 1',
    'push 1',
    error,
  ]);
});

test('I8 it is full while as many blocks wait as may, and says when it is not any more', async () => {
  const { push, finishOne } = slowPush();
  const { clock, pushed, generator, numDrained } = make(push);
  generator.start();
  const isFull: boolean[] = [];
  for (const record of ['pushed', 'first', 'second']) {
    generator.add(record);
    clock.advance(200);
    isFull.push(generator.isFull);
  }
  expect(isFull).toEqual([false, false, true]);

  await finishOne();
  expect([generator.isFull, numDrained(), pushed.flat()]).toEqual([false, 1, ['pushed', 'first']]);
});

import { expect, test } from 'vitest';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock } from '../../testing/index.ts';
import { print } from './print.ts';

const LINE = '-------------------------------------------';

test.each([
  ['fewer than num', 10, ['a', 'b'], ['a', 'b', '']],
  ['more than num', 2, [1, 2, 3], ['1', '2', '...', '']],
  ['none', 10, [], ['']],
  ['pairs and objects', 10, [['a', 1], { b: [2] }], ['(a,1)', '{"b":[2]}', '']],
])('O6 print of %s', async (_name, num, records, expected) => {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, 1000, { clock });
  let written = '';
  print(ssc.queueStream<unknown>([records]), num, (text) => {
    written += text;
  });
  ssc.start();
  clock.advance(1000);
  await ssc.awaitIdle();
  await ssc.stop();

  expect(written).toBe(`${[LINE, 'Time: 1000 ms', LINE, ...expected].join('\n')}\n`);
});

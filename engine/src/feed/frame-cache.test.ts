import { expect, test, vi } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { FeedServer } from './feed-server.ts';
import { FakeContent } from './testing/fake-content.ts';
import { eventually, TestClient } from './testing/test-client.ts';

test('for 100 clients a frame is written as JSON and encoded once', async () => {
  const clock = new ManualClock(1000);
  const server = new FeedServer({ clock, content: new FakeContent(), port: 0 });
  const { port } = await server.start();
  const screens = Array.from({ length: 100 }, () => new TestClient(port));
  await Promise.all(screens.map((screen) => screen.message(2)));
  const stringify = vi.spyOn(JSON, 'stringify');
  const encode = vi.spyOn(Buffer, 'from');
  try {
    server.publish();
    await Promise.all(screens.map((screen) => screen.message(3)));
    const isFrame = (value: unknown): boolean =>
      typeof value === 'object' && value !== null && 'rows' in value;
    const isMessage = (value: unknown): boolean =>
      typeof value === 'string' && value.startsWith('{"v":1,"type":"batch"');

    expect(stringify.mock.calls.filter(([value]) => isFrame(value))).toHaveLength(1);
    expect(encode.mock.calls.filter(([value]) => isMessage(value))).toHaveLength(1);
  } finally {
    stringify.mockRestore();
    encode.mockRestore();
  }
  expect(new Set(screens.map(({ frames }) => JSON.stringify(frames.at(-1)))).size).toBe(1);
  expect(screens[99]?.types.at(-1)).toBe('batch');

  for (const { socket } of screens) socket.terminate();
  await eventually(() => server.numClients === 0);
  await server.close();
});

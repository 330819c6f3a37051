import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Demo, LineServer } from './run-demo.ts';

let server: LineServer;
let demo: Demo | undefined;
let folder: string;

beforeEach(() => {
  server = new LineServer();
  folder = mkdtempSync(join(tmpdir(), 'hashtide-demos-'));
});

afterEach(async () => {
  const code = demo === undefined ? 0 : await demo.interrupt();
  demo = undefined;
  server.close();
  rmSync(folder, { recursive: true });
  expect(code, 'Ctrl-C ends it').toBe(0);
});

/** Runs a demo that connects to {@link server}. */
async function start(name: string, ...more: readonly string[]): Promise<Demo> {
  demo = new Demo(name, [...(await server.listen()), ...more]);
  await demo.whileRunning(server.connected());
  return demo;
}

const LINE = '-------------------------------------------';

test('network-word-count counts the words of a batch', async () => {
  const output = await start('network-word-count');
  await server.write('to be or not to be');
  await output.expectLines(LINE, '(to,2)', '(be,2)', '(or,1)', '(not,1)');
});

test('stateful-word-count begins with what is known and goes on where the last batch stopped', async () => {
  const output = await start('stateful-word-count');
  await server.write('hello two two');
  await output.expectLines('(hello,2)', '(world,1)', '(two,2)');
  await server.write('two');
  await output.expectLines('(hello,2)', '(world,1)', '(two,3)');
});

test('windowed-word-count adds what enters the window and takes away what leaves it', async () => {
  const output = await start('windowed-word-count', '1');
  await server.write('a b a');
  await output.expectLines('(a,2)', '(b,1)');
  await server.write('a');
  await output.expectLines('(a,3)');
  await output.expectLines('(a,0)', '(b,0)');
});

test('popular-hashtags puts the most popular first', async () => {
  const output = await start('popular-hashtags');
  await server.write('I like #Tea and #coffee', '#tea # again');
  await output.expectLines(
    'Popular topics in last 30 seconds (2 total):',
    '#tea (2 tweets)',
    '#coffee (1 tweets)',
  );
});

test('recoverable-word-count goes on counting after it was killed', { timeout: 240_000 }, async () => {
  const first = await start('recoverable-word-count', folder);
  await first.expectLines('Creating new context');
  await server.write('a rose is a rose');
  await first.expectLines('(is,1) (rose,2)', 'Dropped 2 word(s) since the start');
  // The batch after it is there when its checkpoint is.
  await first.expectLines('(is,1) (rose,2)');
  await first.kill();
  server.close();
  server = new LineServer();
  const second = await start('recoverable-word-count', folder);
  await server.write('a rose');
  await second.expectLines('(is,1) (rose,3)', 'Dropped 3 word(s) since the start');
});

test('shared-variables leaves out words and says how many', async () => {
  const output = await start('shared-variables');
  await server.write('a rose is a rose');
  await output.expectLines('Dropped 2 word(s) totally');
  await server.write('b');
  await output.expectLines('Dropped 3 word(s) totally');
});

test('custom-receiver connects again after the server hung up', { timeout: 240_000 }, async () => {
  const output = await start('custom-receiver');
  await server.write('one one');
  await output.expectLines('(one,2)');
  server.hangUp();
  await server.write('two');
  await output.expectLines('(two,1)');
});

test('file-word-count reads each new file once', async () => {
  demo = new Demo('file-word-count', [folder]);
  const drop = (name: string, text: string): void => {
    const outside = `${folder}.${name}`;
    writeFileSync(outside, text);
    renameSync(outside, join(folder, name));
  };
  await demo.expectLines(LINE);
  drop('first.txt', 'to be or\nnot to be\n');
  await demo.expectLines('(to,2)', '(be,2)', '(or,1)', '(not,1)');
  drop('second.txt', 'to\n');
  await demo.expectLines('(to,1)');
});

test('happiest-hashtags joins the words with their scores', async () => {
  const output = await start('happiest-hashtags');
  await server.write(
    'what a lovely warm day #Harbour',
    'the #ferry is late and I am tired',
    'happy #harbour',
  );
  await output.expectLines(
    'Happiest topics in last 10 seconds (2 total):',
    '#harbour (7 happiness)',
    '#ferry (-3 happiness)',
  );
});

test('late-tweets counts by when a tweet was written, and gives what is too late apart', async () => {
  demo = new Demo('late-tweets', []);
  await demo.expectLines(
    '20:00:00 to 20:00:10: 4 tweets',
    'too late, 20:00:07: sent when the train was out of the tunnel #final',
    '20:00:10 to 20:00:20: 3 tweets',
    '1 late, 1 window still open',
  );
  await demo.ended();
});

test('event-patterns counts events batch by batch, and finds a pattern over batches', async () => {
  const output = await start('event-patterns');
  await server.write('anna wrong', 'ben wrong', 'anna wrong', 'ben wrong', 'no event at all');
  await output.expectLines('(wrong,4)');
  await server.write('anna wrong', 'ben wrong', 'ben reset', 'ben right', 'anna right');
  await output.expectLines('(wrong,2)', '(right,2)', 'anna got in after 3 wrong passwords');
  await server.write('the end');
  expect(await output.expectLines('(end,1)')).not.toContain('ben got in after 3 wrong passwords');
});

test('every demo is short and has a test and a line in the README', () => {
  const here = new URL('.', import.meta.url);
  const tests = readdirSync(here).map((file) => readFileSync(new URL(file, here), 'utf8'));
  const readme = readFileSync(new URL('../README.md', here), 'utf8');
  const demos = readdirSync(new URL('../src/', here)).filter((file) => file.endsWith('.ts'));
  for (const file of demos) {
    const name = file.replace('.ts', '');
    expect(readFileSync(new URL(`../src/${file}`, here), 'utf8').split('\n').length, name).toBeLessThan(62);
    expect(readme, name).toContain(`src/${file}`);
    expect(
      tests.some((text) => text.includes(`test('${name} `)),
      name,
    ).toBe(true);
  }
});

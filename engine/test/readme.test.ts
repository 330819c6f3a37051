import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CodeBlock, codeBlocks } from './readme-blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = new URL('../README.md', import.meta.url);
const blocks = codeBlocks(readme).filter(({ language }) => language === 'ts');
const isProgram = ({ code }: CodeBlock): boolean => /^import /m.test(code);
const programs = blocks.filter(isProgram);
const snippets = blocks.filter((block) => !isProgram(block));

/** What the README says that snippets have, and a run of three batches. */
const BEFORE = `
import { EngineContext, Pattern, Receiver, type State, StateSpec, StreamingContext, minutes, seconds } from '@hashtide/engine';
import { ManualClock } from '@hashtide/engine/testing';
const clock = new ManualClock();
const engine = new EngineContext({ master: 'local[1]', appName: 'readme' });
const ssc = new StreamingContext(engine, seconds(1), { clock, failedOutputPolicy: 'fail' });
ssc.checkpoint('checkpoint');
const lines = ssc.queueStream<string>([['to be or not to be'], [], ['to be happy or sad']]);
const words = lines.flatMap((line) => line.split(' '));
const pairs = words.map((word) => [word, 1]);
pairs.count().print();
void minutes; void Pattern; void Receiver; void StateSpec;
type Unused = State<number>;
// The README’s:
`;
const AFTER = `
ssc.start();
const termination = ssc.awaitTermination();
for (let batch = 0; batch < 3; batch += 1) {
  clock.advance(seconds(1));
  await ssc.awaitIdle();
}
await ssc.stop();
await termination;
export type { Unused };
`;

/** What the table’s first words mean. */
const MEANING: Readonly<Record<string, string>> = {
  ssc: 'StreamingContext',
  engine: 'EngineContext',
  stream: 'DStream<[string, number]>',
  rdd: 'RDD<[string, number]>',
  receiver: 'Receiver<string>',
  state: 'State<number>',
  options: 'Required<StreamingContextOptions>',
  conf: 'Required<EngineConf>',
  info: 'Required<BatchInfo>',
};

/** Code that names everything that the second column of the table does, for the compiler to look up. */
function namesOfTable(): string {
  const names = rowsOfTable().flatMap(([, ours = '']) =>
    [...ours.matchAll(/`([A-Za-z]+)\.([A-Za-z]+)`/g)].map(([, owner, name]) => `void ${owner}.${name};`),
  );
  const declared = Object.entries(MEANING).map(([name, type]) => `declare const ${name}: ${type};`);
  const types =
    'Receiver, State, StreamingContextOptions, EngineConf, BatchInfo, DStream, RDD, EngineContext';
  const imports = [`import { StateSpec, StreamingContext } from '@hashtide/engine';`];
  imports.push(`import type { ${types} } from '@hashtide/engine';`);
  return [...imports, ...declared, ...new Set(names)].join('\n');
}

function rowsOfTable(): string[][] {
  const [, table = ''] = readFileSync(readme, 'utf8').split(/^## Spark's method.*$/m);
  return table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| Spark |'))
    .map((line) => line.slice(2, -2).split(' | '));
}

let folder: string;
let server: Server;
let sockets: Socket[];
let port: number;
const nameOf = ({ code }: CodeBlock, i: number): string =>
  /^\/\/ (\S+\.ts)$/m.exec(code)?.[1] ?? `program-${i}.ts`;

beforeAll(async () => {
  sockets = [];
  server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  folder = mkdtempSync(join(tmpdir(), 'hashtide-readme-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const options = { types: ['node'], noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions: options, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'table.ts'), namesOfTable());
  for (const [i, block] of programs.entries())
    writeFileSync(join(folder, nameOf(block, i)), here(block.code));
  for (const [i, { code }] of snippets.entries()) {
    writeFileSync(join(folder, `snippet-${i}.ts`), `${BEFORE}${here(code)}${AFTER}`);
  }
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

/** The test’s server in place of nc, and a time of its own: 10 s are one, a window of 30 s is one of 3. */
function here(code: string): string {
  return code
    .replaceAll("'localhost', 9999", `'127.0.0.1', ${port}`)
    .replaceAll(/seconds\((\d+)0\)/g, 'seconds($1)')
    .replaceAll(/'(checkpoint|counts|in)'/g, () => `'${mkdtempSync(join(folder, 'data-'))}'`);
}

/** Starts a program, sends it a line when it is connected, and reads until it has printed all that is expected. */
async function expectOutput(file: string, line: string, expected: readonly string[]): Promise<void> {
  const connection = once(server, 'connection') as Promise<[Socket]>;
  const child: ChildProcess = spawn(process.execPath, [join(folder, file)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [socket] = await connection;
    socket.write(`${line}\n`);
    await untilPrinted(child, expected);
  } finally {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }
}

/** Reads a program’s output until every one of `expected` was a line of it. */
async function untilPrinted(child: ChildProcess, expected: readonly string[]): Promise<void> {
  const missing = new Set(expected);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      missing.delete(line);
      if (missing.size === 0) resolve();
    });
    lines.on('close', () => reject(new Error(`ended without ${[...missing].join(' and ')}`)));
  });
}

describe('README', () => {
  test('has programs and snippets', () => {
    expect([programs.length, snippets.length].map((count) => count > 4)).toEqual([true, true]);
  });

  test('every row of the table has its three parts', () => {
    expect(rowsOfTable().length).toBeGreaterThan(100);
    expect(rowsOfTable().filter((row) => row.length !== 3)).toEqual([]);
  });

  test('every block is good TypeScript, and what the table names is there', {
    timeout: 240_000,
  }, async () => {
    const tsc = join(root, 'node_modules/.bin/tsc');
    const { stdout } = await promisify(execFile)(tsc, ['--noEmit', '-p', folder]).catch(
      (error: unknown) => error as { readonly stdout: string },
    );
    expect(stdout).toBe('');
  });

  test('every snippet runs', { timeout: 240_000 }, async () => {
    // One process for all: each makes a context, runs three batches, and stops it.
    const files = snippets.map((_snippet, i) => `await import('./snippet-${i}.ts');`);
    writeFileSync(join(folder, 'snippets.ts'), [...files, "console.log('all ran');"].join('\n'));
    const run = promisify(execFile)(process.execPath, [join(folder, 'snippets.ts')], { cwd: folder });
    expect((await run).stdout).toMatch(/all ran\n$/);
  });

  test.each(programs.map((block, i) => [block.heading, nameOf(block, i), block.code] as const))(
    'program of %s, %s, runs',
    { timeout: 240_000 },
    async (_heading, file, code) => {
      if (code.includes('export function build')) return;
      if (!code.includes('socketTextStream') && !code.includes('ofProgram')) {
        await promisify(execFile)(process.execPath, [join(folder, file)], { cwd: folder });
        return;
      }
      const isOfLines = code.includes('(line) => [line, 1]');
      await expectOutput(file, 'be be', isOfLines ? ['(be be,1)'] : ['(be,2)']);
    },
  );

  test('the course’s example goes on counting within its window, and takes away what leaves it', async () => {
    const i = programs.findIndex(({ heading }) => heading.startsWith('The course'));
    await expectOutput(nameOf(programs[i] as CodeBlock, i), 'to be', ['(to,1)', '(to,0)']);
  });
});

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** What `npm install <tarball>` gives, without the network. */
export interface PackedHashtide {
  /** The package as it was unpacked, below a `node_modules`: Node refuses .ts there. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Of the tarball. */
  readonly sizeBytes: number;
  readonly dependencies: Readonly<Record<string, string>>;
  start(args: readonly string[], nodeArgs?: readonly string[]): ChildProcessWithoutNullStreams;
  run(args: readonly string[], input?: string, nodeArgs?: readonly string[]): Promise<PackedRun>;
}

interface PackedRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Packs hashtide as npm does, prepack included, and unpacks it into `folder`. Of other people's packages it sees
 * those that its package.json names and no other: links to the workspace's.
 */
export function packHashtide(folder: string): PackedHashtide {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '-w', 'hashtide', '--json', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    }),
  );
  const { filename, size, files } = Array.isArray(packed) ? packed[0] : packed.hashtide;
  const home = join(folder, 'node_modules', 'hashtide');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', home, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link, 'junction');
  }

  const start: PackedHashtide['start'] = (args, nodeArgs = []) =>
    spawn(process.execPath, [...nodeArgs, join(home, 'bin', 'hashtide.js'), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, XDG_DATA_HOME: folder, HOME: folder, TMPDIR: folder },
      stdio: 'pipe',
    });
  return {
    folder: home,
    files: files.map(({ path }: { path: string }) => path),
    sizeBytes: size,
    dependencies,
    start,
    async run(args, input = '', nodeArgs = []) {
      const child = start(args, nodeArgs);
      child.stdin.on('error', () => {}).end(input);
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      return { code, stdout, stderr };
    },
  };
}

import { spawnSync } from 'node:child_process';
import { Skipped } from './scenario.ts';

/** @throws {Skipped} unless strace is here and may look at processes */
export function requireStrace(): void {
  const { status, error } = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=fsync', 'true']);
  if (status === 0) return;
  throw new Skipped(
    error === undefined
      ? 'strace may not trace processes here (ptrace is not allowed)'
      : 'needs strace: apt-get install -y strace',
  );
}

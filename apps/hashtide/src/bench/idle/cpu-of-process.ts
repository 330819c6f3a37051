import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delay, SystemClock } from '@hashtide/engine';

/** What a thread has run, in ns: the first number there. */
const fileOf = (pid: number, thread: string): string => `/proc/${pid}/task/${thread}/schedstat`;

export function cpuOfProcessMissing(): string | undefined {
  return existsSync(fileOf(process.pid, String(process.pid)))
    ? undefined
    : 'what another process takes is read from /proc, which only Linux has; run it there';
}

/** How much of a core a process and its threads take while `seconds` go by, in percent. */
export async function corePercent(pid: number, seconds: number): Promise<number> {
  const clock = new SystemClock();
  const before = cpuNanoseconds(pid);
  const start = clock.now();
  await delay(clock, seconds * 1000);
  return ((cpuNanoseconds(pid) - before) / 1e6 / (clock.now() - start)) * 100;
}

/** Of the threads there are now. @throws when the process has ended */
function cpuNanoseconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce(
    (sum, thread) => sum + Number(readFileSync(fileOf(pid, thread), 'utf8').split(' ', 1)[0]),
    0,
  );
}

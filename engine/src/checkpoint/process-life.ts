import { readFileSync } from 'node:fs';

/**
 * Which life of a process number this is: the numbers are given again after a restart. A killed process that its parent
 * has not looked at yet lives no more.
 *
 * @returns undefined: nobody lives under that number; '': someone does, and more is not known here
 */
export function lifeOf(pid: number): string | undefined {
  if (!isThere(pid)) return undefined;
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
  // Behind the name, which may hold anything: state first, the moment of the start in the twentieth place.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  return 'ZXx'.includes(state) ? undefined : (fields[19] ?? '');
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

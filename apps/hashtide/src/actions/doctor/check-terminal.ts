import type { WriteStream } from 'node:tty';
import { type Check, ok, warning } from './check.ts';

/** Whether the board can be shown, and how. */
export function checkTerminal(stdout: WriteStream, env: NodeJS.ProcessEnv): Check {
  const name = 'terminal';
  if (!stdout.isTTY) return ok(name, 'none: output goes to a pipe or file, screens show plain lines');
  const size = `${stdout.columns}x${stdout.rows}`;
  const locale = env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? '';
  const about = `${env.TERM ?? 'no TERM'}, ${size}, ${2 ** stdout.getColorDepth()} colours`;
  if (env.TERM === 'dumb') return warning(name, `${about}: plain lines`, 'Set TERM to your terminal’s name');
  if (stdout.columns < 40 || stdout.rows < 12)
    return warning(name, `${about}: too small for the board`, 'Make it 40x12 or larger');
  if (!/utf-?8/i.test(locale))
    return warning(
      name,
      `${about}, locale ${locale || 'unset'} is not UTF-8: ASCII signs`,
      'export LANG=C.UTF-8',
    );
  return ok(name, `${about}, UTF-8`);
}

// npm's `prepare`: builds what Node cannot run as it is, and points git at the hooks.
// Plain JavaScript: it may be the first file that a machine with an older Node runs.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const shell = process.platform === 'win32';
execFileSync('npm', ['run', 'build'], { stdio: 'inherit', shell });
if (existsSync('.git')) {
  try {
    execFileSync('git', ['config', 'core.hooksPath', '.githooks'], { stdio: 'ignore' });
  } catch {
    // No git on this machine: there is nothing to hook into.
  }
}

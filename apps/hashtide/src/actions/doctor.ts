import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { boardFile } from '@hashtide/leaderboard';
import type { DoctorOptions } from '../commands/doctor.ts';
import { version } from '../version.ts';
import { type Check, ok, trouble, warning } from './doctor/check.ts';
import { checkDataDir } from './doctor/check-data-dir.ts';
import { checkFeed } from './doctor/check-feed.ts';
import { checkKey } from './doctor/check-key.ts';
import { checkPort } from './doctor/check-port.ts';
import { checkSpools } from './doctor/check-spool.ts';
import { checkStore } from './doctor/check-store.ts';
import { checkTerminal } from './doctor/check-terminal.ts';
import { BUNDLED_RECORDING, dataDirPath, spoolPathIn } from './paths.ts';

/** `hashtide doctor`: each check with its cure. @returns 0 when nothing is in the way, else 1 */
export async function doctor(options: DoctorOptions, output: Writable): Promise<number> {
  const folder = dataDirPath(options.dataDir);
  const checks: Check[] = [
    ok('hashtide', `${version} on Node ${process.versions.node} (${process.platform} ${process.arch})`),
    existsSync(BUNDLED_RECORDING)
      ? ok('recording', BUNDLED_RECORDING)
      : trouble('recording', `${BUNDLED_RECORDING} is missing`, 'npm run make-fixture'),
    checkBoard(),
    checkTerminal(process.stdout, process.env),
    checkDataDir(folder),
    checkSpools([spoolPathIn(folder, 'x'), spoolPathIn(folder, 'stdin')]),
    await checkStore(),
    await checkPort('reader port', options.port, 'hashtide read … --port'),
    await checkPort('feed port', options.feedPort, 'hashtide run --feed-port'),
    await checkFeed(options.feedPort),
    checkKey(process.env),
  ];
  const healthy = checks.every((check) => check.state !== 'trouble');
  if (options.json) {
    output.write(`${JSON.stringify({ v: 1, type: 'doctor', healthy, checks })}\n`);
  } else {
    const width = Math.max(...checks.map(({ name }) => name.length));
    const marks = { ok: 'ok  ', warning: 'note', trouble: 'BAD ' };
    for (const { name, state, detail, fix } of checks) {
      output.write(`${marks[state]}  ${name.padEnd(width)}  ${detail}\n`);
      if (fix !== undefined) output.write(`${' '.repeat(width + 8)}${fix}\n`);
    }
    output.write(healthy ? '\nNothing is in the way. Next: hashtide demo\n' : '\nMend what says BAD.\n');
  }
  return healthy ? 0 : 1;
}

function checkBoard(): Check {
  return existsSync(boardFile)
    ? ok('board', 'built')
    : warning('board', 'not built: screens show plain lines', 'npm run build');
}

import { spawnSync } from 'node:child_process';

/** What is missing, in words for people. */
export class NotInstalled extends Error {}

/** @returns a Python that has pyspark, and what versions there are. Throws {@link NotInstalled}. */
export function findPython(): { readonly python: string; readonly versions: string } {
  const { PYTHON: python = 'python3', JAVA_HOME: javaHome } = process.env;
  const found = run(python, [
    '-c',
    'import platform, pyspark; print(platform.python_version(), pyspark.__version__)',
  ]);
  if (found === undefined)
    throw new NotInstalled(`${python} is missing or has no pyspark (another one: PYTHON=/path/to/python)`);
  const java = run(javaHome === undefined ? 'java' : `${javaHome}/bin/java`, ['-version']);
  if (java === undefined) throw new NotInstalled('Java is missing; Spark 3.5 takes Java 8, 11 or 17');
  const [pythonVersion, sparkVersion] = found.trim().split(' ');
  const versions = `PySpark ${sparkVersion}, Python ${pythonVersion}, Java ${/"([^"]+)"/.exec(java)?.[1]}`;
  return { python, versions };
}

/** @returns all that it printed; undefined when it did not run or failed */
function run(command: string, args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout + stderr : undefined;
}

import { MOST_LOST_MS } from './group-writer.ts';
import type { SpoolRecovery } from './recover-spool.ts';

/** What a person should know of what a spool held: one line each; none where it was new or ended in order. */
export function describeRecovery(
  recovery: SpoolRecovery,
  folder: string,
  sourceClock: 'live' | 'recorded',
): string[] {
  const { isNew, first, next, numBytes, durationMs, wasClosed, tornBytes, numDamaged, numGivenUp, corrupt } =
    recovery;
  if (isNew) return [];
  const lines: string[] = [];
  if (next > first) {
    const size = `${(numBytes / 1e6).toFixed(1)} MB`;
    lines.push(`the spool ${folder} holds ${next - first} records (${size}), read in ${durationMs} ms`);
  }
  if (!wasClosed) {
    const { recordsPerSecond } = recovery;
    const about =
      sourceClock === 'live' && recordsPerSecond > 0
        ? `, about ${Math.ceil((recordsPerSecond * MOST_LOST_MS) / 1000)} records at its rate`
        : '';
    lines.push(
      `the reader before did not end in order: what it took in its last ${MOST_LOST_MS} ms may be lost${about}`,
    );
  }
  if (tornBytes > 0)
    lines.push(`the spool’s last ${tornBytes} bytes were no whole record and have been cut off`);
  if (numDamaged > 0)
    lines.push(`${numDamaged} records of the spool were damaged; engines count them as rejected`);
  if (numGivenUp > 0) lines.push(`${numGivenUp} records of the spool are missing and cannot be made up for`);
  if (corrupt.length > 0) lines.push(`the damaged files are kept in it: ${corrupt.join(' ')}`);
  return lines;
}

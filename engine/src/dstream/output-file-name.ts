import type { Time } from '../time/duration.ts';

/** Where a batch is saved: `prefix-1000.suffix`; what is empty or null is left out. */
export function outputFileName(
  prefix: string | null | undefined,
  suffix: string | null | undefined,
  batchTime: Time,
): string {
  const name = prefix === '' || prefix == null ? String(batchTime) : `${prefix}-${batchTime}`;
  return suffix === '' || suffix == null ? name : `${name}.${suffix}`;
}

/** Made once: `toLocaleString` makes a new one at each call. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12604` → `12,604`; from a million on `1.2M`, so that a column keeps its width. */
export function formatCount(count: number): string {
  if (count >= 10_000_000) return `${Math.round(count / 1_000_000)}M`;
  if (count >= 1_000_000) return `${(count / 1_000_000).toFixed(1)}M`;
  return grouped.format(count);
}

/** `41` → `+41`, `-3` → `-3`, `0` → `0`. */
export function formatSigned(value: number): string {
  return value > 0 ? `+${value}` : String(value === 0 ? 0 : value);
}

/** `9.6%`; whole from 100 on. */
export function formatShare(percent: number): string {
  return `${percent >= 99.95 ? Math.round(percent) : percent.toFixed(1)}%`;
}

/** `3ms`, `2.1s`, `45s`, `12m`: at most five characters. */
export function formatMilliseconds(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)}s`;
  if (ms < 599_500) return `${Math.round(ms / 1000)}s`;
  return ms < 36_000_000 ? `${Math.round(ms / 60_000)}m` : `${Math.round(ms / 3_600_000)}h`;
}

/** A window or a batch: `10s`, `5m`, `1h`, `90s`, `0.5s`. */
export function formatSpan(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

/** `mm:ss`, or `h:mm:ss`. */
export function formatAge(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const rest = `${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** `12:04:10`, UTC; `--:--:--` for what is no time. */
export function formatTime(epochMs: number): string {
  return isTime(epochMs) ? new Date(epochMs).toISOString().slice(11, 19) : '--:--:--';
}

/** `2026-11-22T12:04:10Z`; '' for what is no time. */
export function formatInstant(epochMs: number): string {
  return isTime(epochMs) ? `${new Date(epochMs).toISOString().slice(0, 19)}Z` : '';
}

function isTime(epochMs: number): boolean {
  return Number.isFinite(epochMs) && Math.abs(epochMs) <= 8.64e15;
}

import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process, MB; needs Linux. */
export function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** How many files, sockets and pipes a process has open; needs Linux. */
export function numOpen(pid: number | undefined): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

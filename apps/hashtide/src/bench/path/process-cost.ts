/** What a process has taken since it began. */
export interface ProcessCost {
  readonly cpuSeconds: number;
  /** The most it ever held at once. */
  readonly maxRssMiB: number;
}

/** Of this process. */
export function costOfProcess(): ProcessCost {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, maxRssMiB: maxRSS / 1024 };
}

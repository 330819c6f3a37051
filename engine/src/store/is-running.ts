/** Whether the process `pid` of a run without an end lives: if not, it was killed. */
export function isRunning(pid: number): boolean {
  // Another run of this very process has ended; in a container the one before had our own number.
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

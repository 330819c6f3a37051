/** Where a source writes what people may want to know later; one line, no secrets. */
export type SourceLog = (level: 'info' | 'warn', message: string) => void;

/** True for the 1st, 2nd, 4th, 8th … time: what happens often is still said, and never floods a log. */
export function isWorthSaying(count: number): boolean {
  return (count & (count - 1)) === 0;
}

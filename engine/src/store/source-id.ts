/**
 * The id under which a source's position is kept: a live source has one, whatever its epoch; each recording has its
 * own, so that a database remembers every file that it has counted.
 */
export function sourceIdOf(source: string, epoch: string, clock: 'live' | 'recorded'): string {
  return clock === 'live' ? source : `${source}:${epoch}`;
}

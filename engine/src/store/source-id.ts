import type { Store } from './store.ts';

/**
 * The id under which a source's position is kept: a live source has one, whatever its epoch; each recording has its
 * own, so that a database remembers every file that it has counted.
 */
export function sourceIdOf(source: string, epoch: string, clock: 'live' | 'recorded'): string {
  return clock === 'live' ? source : `${source}:${epoch}`;
}

/** The first sequence number of a stream that is not counted in `store`; undefined: it knows nothing of that stream. */
export function positionIn(store: Store, source: string, epoch: string): number | undefined {
  const position = store.position(sourceIdOf(source, epoch, 'recorded')) ?? store.position(source);
  return position?.epoch === epoch ? position.nextSequence : undefined;
}

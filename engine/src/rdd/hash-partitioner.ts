import { canonicalKey } from './keyed-map.ts';

/** The partition of a key, 0 … numPartitions − 1: the same on every machine, equal for equal keys. */
export function partitionOf(key: unknown, numPartitions: number): number {
  if (numPartitions === 1) return 0;
  return hashOf(key) % numPartitions;
}

/** A 32-bit unsigned hash (FNV-1a, then mixed so that its low bits are as good as its high ones). */
function hashOf(key: unknown): number {
  if (typeof key === 'number' && Number.isInteger(key)) return mix(key | 0);
  const text = typeof key === 'string' ? key : canonicalKey(key);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (once ^ (once >>> 16)) >>> 0;
}

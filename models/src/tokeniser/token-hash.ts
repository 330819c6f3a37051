const prime = 0x0100_0193;

/** The hash of a token of no unit. */
export const emptyHash = 0x811c_9dc5 | 0;

/** FNV-1a: a token's hash with one unit more. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, prime);
}

/** A token's hash; the tokeniser gets the same unit by unit. */
export function hashToken(token: string): number {
  let hash = emptyHash;
  for (let i = 0; i < token.length; i++) hash = hashUnit(hash, token.charCodeAt(i));
  return hash;
}

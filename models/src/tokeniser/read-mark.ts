import { hashToken, hashUnit } from './token-hash.ts';

const [exclamation, question, dot, comma, colon, semicolon, ampersand] = Array.from('!?.,:;&', (unit) =>
  unit.charCodeAt(0),
) as [number, number, number, number, number, number, number];
const ellipsis = 0x2026;

/** Entities that people's texts still hold: unit by name. */
const entities = [
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
] as const;

/**
 * The mark that an entity at an `&` stands for.
 *
 * @returns `end * 65536 + unit`; without an entity, the `&` itself
 */
export function readEntity(units: Uint16Array, at: number): number {
  for (const [name, mark] of entities) {
    let i = 0;
    while (i < name.length && units[at + 1 + i] === name.charCodeAt(i)) i++;
    if (i === name.length) return (at + 1 + i) * 0x1_0000 + mark.charCodeAt(0);
  }
  return (at + 1) * 0x1_0000 + ampersand;
}

/** What marks in a row are read as. */
const markRuns = {
  exclamations: hashToken('!!'),
  questions: hashToken('??'),
  both: hashToken('?!'),
  dots: hashToken('...'),
} as const;

/** The end of a run of a mark, or of `!` and `?` mixed. */
export function endOfMarks(units: Uint16Array, fold: Uint16Array, first: number, next: number): number {
  let end = next;
  if (first === ampersand) return end; // the next one may be an entity
  if (first === exclamation || first === question) {
    for (;;) {
      const unit = fold[units[end] as number];
      if (unit !== exclamation && unit !== question) return end;
      end++;
    }
  }
  const isDot = first === dot || first === ellipsis;
  for (;;) {
    const unit = fold[units[end] as number];
    if (unit !== first && !(isDot && (unit === dot || unit === ellipsis))) return end;
    end++;
  }
}

/** The hash of a run of marks: how many there are counts for `!`, `?` and dots only, and only as one or more. */
export function hashOfMarks(
  units: Uint16Array,
  fold: Uint16Array,
  first: number,
  next: number,
  end: number,
): number {
  if (first === ellipsis || (first === dot && end > next)) return markRuns.dots;
  if (end > next && (first === exclamation || first === question)) {
    for (let i = next; i < end; i++) if (fold[units[i] as number] !== first) return markRuns.both;
    return first === exclamation ? markRuns.exclamations : markRuns.questions;
  }
  return hashUnit(hashToken(''), first);
}

/** Whether a mark ends what a negator reaches. */
export function endsClause(first: number): boolean {
  return (
    first === dot ||
    first === comma ||
    first === exclamation ||
    first === question ||
    first === colon ||
    first === semicolon ||
    first === ellipsis
  );
}

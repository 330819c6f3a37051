import { BOUNDARY } from '../tokeniser/tokens.ts';
import { hashNextUnit, spread } from './ngram-hash.ts';
import { weightOf } from './weight-table.ts';

/**
 * The weights of a token's units, summed: those of positive in the upper, of negative in the lower half of 32
 * bits. Each half holds any sum, as a token in the stream has at most 3 · 64 features of at most 128.
 *
 * @param length of the token in the stream, at least 2
 */
export function sumUnits(
  units: Int32Array,
  shift: number,
  stream: Uint16Array,
  start: number,
  length: number,
): number {
  const end = start + length;
  let negative = 0;
  let positive = 0;
  let before = stream[start] as number;
  let two = hashNextUnit(BOUNDARY, before);
  let three = 0;
  let four = 0;
  for (let i = start + 1; i <= end; i++) {
    const unit = stream[i] as number;
    const five = hashNextUnit(four, unit);
    four = hashNextUnit(three, unit);
    three = hashNextUnit(two, unit);
    two = hashNextUnit(before, unit);
    before = unit;
    let weight = weightOf(units, shift, spread(three));
    negative += (weight << 24) >> 24;
    positive += weight >> 8;
    if (i === start + 1) continue;
    weight = weightOf(units, shift, spread(four));
    negative += (weight << 24) >> 24;
    positive += weight >> 8;
    if (i === start + 2) continue;
    weight = weightOf(units, shift, spread(five));
    negative += (weight << 24) >> 24;
    positive += weight >> 8;
  }
  return (positive << 16) | (negative & 0xffff);
}

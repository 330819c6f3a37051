import { BOUNDARY } from '../tokeniser/tokens.ts';
import { hashNextUnit, spread } from './ngram-hash.ts';
import { weightOf } from './weight-table.ts';

// Constants of this module: V8 asks an import at each use whether it is there yet.
const spreadHash = spread;
const weigh = weightOf;
const nextUnit = hashNextUnit;
const boundary = BOUNDARY;

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
  let two = nextUnit(boundary, before);
  let three = 0;
  let four = 0;
  for (let i = start + 1; i <= end; i++) {
    const unit = stream[i] as number;
    const five = nextUnit(four, unit);
    four = nextUnit(three, unit);
    three = nextUnit(two, unit);
    two = nextUnit(before, unit);
    before = unit;
    let weight = weigh(units, shift, spreadHash(three));
    negative += (weight << 24) >> 24;
    positive += weight >> 8;
    if (i === start + 1) continue;
    weight = weigh(units, shift, spreadHash(four));
    negative += (weight << 24) >> 24;
    positive += weight >> 8;
    if (i === start + 2) continue;
    weight = weigh(units, shift, spreadHash(five));
    negative += (weight << 24) >> 24;
    positive += weight >> 8;
  }
  return (positive << 16) | (negative & 0xffff);
}

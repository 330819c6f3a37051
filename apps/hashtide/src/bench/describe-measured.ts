import type { Measured } from './benchmark.ts';
import type { Timing } from './compare.ts';

/** A figure as people read it: what was done, how long both took, and whether it is as asked. */
export function describeMeasured(measured: Measured): string {
  const { name, work, rival, asked } = measured;
  if ('notRun' in measured)
    return `- ${name}: not run   (asked: ${asked})\n    ${work}\n    ${measured.notRun}`;
  const { value, unit, isMet, comparison, details = [] } = measured;
  return [
    `${isMet ? '✓' : '✗'} ${name}: ${significant(value)} ${unit}   (asked: ${asked})`,
    `    ${work}`,
    ...(comparison === undefined
      ? []
      : [
          `    ours   ${describeTiming(comparison.ours)}`,
          `    rival  ${describeTiming(comparison.rival)}   ${rival}`,
          `    rival ÷ ours ${significant(comparison.ratio)}, ${comparison.rounds} rounds`,
        ]),
    ...details.map((line) => `    ${line}`),
  ].join('\n');
}

function describeTiming({ median, min, max }: Timing): string {
  return `${significant(median)} ms (${significant(min)} … ${significant(max)})`;
}

function significant(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

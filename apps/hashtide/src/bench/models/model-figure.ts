import type { Figure } from '../benchmark.ts';
import type { Comparison } from '../compare.ts';

/** How much faster a model is than its rival on the same texts. */
export function modelFigure(
  comparison: Comparison,
  {
    texts,
    about,
    asked,
  }: { readonly texts: readonly string[]; readonly about: string; readonly asked: number },
): Figure {
  const value = comparison.ratio;
  return {
    value,
    unit: '× as fast',
    isMet: value >= asked,
    comparison,
    details: [about, rates(comparison, texts.length)],
  };
}

/** What both did in a second. */
export function rates({ ours, rival }: Comparison, numTexts: number): string {
  const rate = (ms: number): string => (numTexts / ms).toFixed(0);
  return `ours ${rate(ours.median)} thousand texts/s, rival ${rate(rival.median)}`;
}

import type { ByLabel, Evaluation, Interval, Label, Mistake } from '@hashtide/models';
import { printable } from '../printable.ts';

/** What one model came to. */
export interface Measured extends Evaluation {
  readonly macroRecallInterval: Interval;
  /** The worst first; absent when they were not asked for. */
  readonly errors?: readonly Mistake[];
}

const labels: readonly Label[] = ['negative', 'neutral', 'positive'];
/** Words shown of a mistake, and characters of its text. */
const mostWords = 6;
const mostCharacters = 300;

/** The figures of models on one file, side by side, then each one's confusion, then its mistakes. */
export function evaluationTable(file: string, all: readonly Measured[]): string {
  const first = all[0] as Measured;
  const of = (label: Label): number => labels.reduce((sum, said) => sum + first.confusion[label][said], 0);
  const counts = labels.map((label) => `${label} ${of(label)}`).join(', ');
  return printable(
    `${[
      `${file}: ${first.examples} texts (${counts})`,
      '',
      ...columns(figures(all)),
      '',
      'macro recall: the mean of the three recalls, in percent; in brackets, where 95 of 100 such sets of texts would',
      'put it (bootstrap, seed 1). F1 is of positive and negative, and their mean.',
      ...all.flatMap((one) => ['', ...columns(confusion(one))]),
      ...all.flatMap(mistakes),
    ].join('\n')}\n`,
  );
}

function figures(all: readonly Measured[]): string[][] {
  const head = 'model|macro recall|(95 %)|accuracy|F1 pos|F1 neg|F1 mean|recall neg|neu|pos|texts/s'.split(
    '|',
  );
  const isUnscored = all.some(({ unscored }) => unscored > 0);
  return [
    isUnscored ? [...head, 'unscored'] : head,
    ...all.map((one) => [
      one.model,
      percent(one.macroRecall),
      `(${one.macroRecallInterval.map(percent).join('–')})`,
      percent(one.accuracy),
      percent(one.f1.positive),
      percent(one.f1.negative),
      percent(one.f1PositiveNegative),
      ...labels.map((label) => percent(one.recall[label])),
      rate(one.tweetsPerSecond),
      ...(isUnscored ? [String(one.unscored)] : []),
    ]),
  ];
}

function confusion({ model, confusion }: { model: string; confusion: ByLabel<ByLabel<number>> }): string[][] {
  return [
    [`${model}: people ↓ model →`, ...labels],
    ...labels.map((truth) => [`  ${truth}`, ...labels.map((said) => String(confusion[truth][said]))]),
  ];
}

function mistakes({ model, errors }: Measured): string[] {
  if (errors === undefined) return [];
  if (errors.length === 0) return ['', `${model}: no mistakes`];
  return [
    '',
    `${model}: mistakes, the most confident first`,
    ...errors.flatMap(({ line, label, said, score, text, words }) => [
      `  line ${line ?? '?'}  ${label}, not ${said} (${score})  ${oneLine(text)}`,
      `    ${
        words.length === 0
          ? 'no words'
          : words
              .slice(0, mostWords)
              .map(({ word, weight }) => `${word} ${signed(weight)}`)
              .join(', ')
      }`,
    ]),
  ];
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters - 1)}…` : line;
}

const signed = (weight: number): string => (weight > 0 ? `+${weight}` : `−${-weight}`);

const percent = (share: number | null): string => (share === null ? '–' : (share * 100).toFixed(1));

function rate(perSecond: number | undefined): string {
  if (perSecond === undefined) return '–';
  return perSecond >= 10_000
    ? `${Math.round(perSecond / 1_000)} k`
    : perSecond.toFixed(perSecond < 100 ? 1 : 0);
}

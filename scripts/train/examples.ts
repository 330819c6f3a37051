import { ModelError } from '../../models/src/model-error.ts';
import type { Label } from '../../models/src/sentiment-model.ts';
import { type LabelledText, readBytes, readCorpus, readLines } from './read-corpus.ts';
import { labelsFor, type TeacherLabels } from './teacher-labels.ts';

export const classes: readonly Label[] = ['negative', 'neutral', 'positive'];
export const numClasses = 3;

/** A text to learn from. */
export interface TrainingText {
  readonly text: string;
  readonly source: string;
  /** The class that people gave it; −1: nobody did. */
  readonly gold: number;
  /** What the teacher says: P(negative), P(positive). */
  readonly taught: readonly [number, number] | undefined;
}

export interface ExampleFiles {
  /** Labelled by people. */
  readonly gold: readonly string[];
  /** Labelled by their emoticons: only the teacher's labels of these count. */
  readonly distant: readonly string[];
  /** A text a line, without a label. */
  readonly unlabelled: readonly string[];
}

/** Reads all texts to learn from; those with neither a person's nor a teacher's label are left out. */
export function readTrainingTexts(files: ExampleFiles, teacher: readonly TeacherLabels[]): TrainingText[] {
  return [
    ...files.gold.flatMap((path) => withTeacher(path, teacher, readCorpus(path))),
    ...files.distant.flatMap((path) => withTeacher(path, teacher, readCorpus(path), true)),
    ...files.unlabelled.flatMap((path) =>
      withTeacher(
        path,
        teacher,
        readLines(path).map((text) => ({ label: 'neutral', text, source: '' })),
        true,
      ),
    ),
  ];
}

function withTeacher(
  path: string,
  teacher: readonly TeacherLabels[],
  texts: readonly LabelledText[],
  isTeacherOnly = false,
): TrainingText[] {
  const shares = labelsFor(teacher, readBytes(path));
  if (shares === undefined && isTeacherOnly) return [];
  if (shares !== undefined && shares.length !== 2 * texts.length) {
    throw new ModelError(
      'BAD_TEACHER',
      `the teacher has labelled ${shares.length / 2} lines of ${path}, which has ${texts.length}`,
    );
  }
  return texts.map(({ label, text, source }, i) => ({
    text,
    source,
    gold: isTeacherOnly ? -1 : classes.indexOf(label),
    taught:
      shares === undefined
        ? undefined
        : [(shares[2 * i] as number) / 255, (shares[2 * i + 1] as number) / 255],
  }));
}

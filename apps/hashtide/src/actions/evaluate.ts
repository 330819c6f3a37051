import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { StreamingError } from '@hashtide/engine/errors';
import { evaluate, loadModel, readExamples } from '@hashtide/models';
import type { EvaluateOptions } from '../commands/evaluate.ts';
import { readLines } from './read-lines.ts';

/** `hashtide evaluate`: how good a model is on labelled lines. */
export async function evaluateFile(file: string, options: EvaluateOptions, output: Writable): Promise<void> {
  const model = await loadModel(options.model);
  const lines: string[] = [];
  try {
    for await (const group of readLines(await openText(file))) lines.push(...group);
  } catch (cause) {
    if (cause instanceof StreamingError) throw cause;
    throw unreadable(file, cause);
  }
  const result = evaluate(model, readExamples(lines));
  if (options.json) {
    output.write(`${JSON.stringify({ v: 1, file, ...result })}\n`);
    return;
  }
  const percent = (share: number | null): string =>
    (share === null ? '–' : (share * 100).toFixed(1)).padStart(5);
  output.write(
    `${[
      `${model.name} on ${result.examples} texts`,
      `  macro recall ${percent(result.macroRecall)}   (the SemEval measure)`,
      `  accuracy     ${percent(result.accuracy)}`,
      `  F1 pos/neg   ${percent(result.f1PositiveNegative)}`,
      ...Object.entries(result.recall).map(
        ([label, recall]) => `  recall ${label.padEnd(8)} ${percent(recall)}`,
      ),
      '  confusion (row: truth, column: said)',
      ...Object.entries(result.confusion).map(
        ([truth, said]) =>
          `    ${truth.padEnd(8)} ${Object.entries(said)
            .map(([label, n]) => `${label} ${n}`)
            .join('  ')}`,
      ),
    ].join('\n')}\n`,
  );
}

async function openText(file: string): Promise<Readable> {
  try {
    const handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    await handle.close();
    const isGzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    return isGzip ? createReadStream(file).pipe(createGunzip()) : createReadStream(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): StreamingError {
  return new StreamingError('FILE_UNREADABLE', `${file} cannot be read: ${(cause as Error).message}`, {
    cause,
    fix: 'It takes a file of label<TAB>text lines, plain or gzipped.',
  });
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { toError } from '@hashtide/engine';
import type { SourceLog } from './source-log.ts';

/**
 * A few numbers that outlive the process: one small JSON file, mode 0600, replaced as a whole. Trouble with
 * it is logged, once a kind, and never stops the stream.
 */
export class JsonFile {
  readonly #path: string;
  readonly #log: SourceLog;
  #complained = false;

  constructor(path: string, log: SourceLog) {
    this.#path = path;
    this.#log = log;
  }

  /** @returns undefined when there is none, or none that can be read */
  read(): unknown {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (!isMissing(error)) this.#complain('read', error);
      return undefined;
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      this.#complain('understood', error);
      return undefined;
    }
  }

  write(value: unknown): void {
    const draft = `${this.#path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeFileSync(draft, `${JSON.stringify(value)}\n`, { mode: 0o600 });
      renameSync(draft, this.#path);
    } catch (error) {
      this.#complain('written', error);
    }
  }

  #complain(verb: string, error: unknown): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#log(
      'warn',
      `${this.#path} cannot be ${verb} (${toError(error).message}); counting goes on in memory`,
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

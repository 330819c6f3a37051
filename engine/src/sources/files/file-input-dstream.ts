import { basename } from 'node:path';
import { InputDStream, type StreamOwner } from '../../dstream/input-dstream.ts';
import { toError } from '../../errors.ts';
import type { StepFunction } from '../../rdd/engine-function.ts';
import type { RDD } from '../../rdd/rdd.ts';
import type { StreamInputInfo } from '../../receiver/input-info.ts';
import type { Clock } from '../../time/clock.ts';
import type { Time } from '../../time/duration.ts';
import { fileRememberDuration, isNewFile, isTooOld, type SkipReason } from './file-selection.ts';
import { type DecodeSplit, type FileSplit, filesRdd } from './file-split.ts';
import { type ListedFile, listFiles } from './list-files.ts';
import { SelectedFiles } from './selected-files.ts';
import { SkippedFiles } from './skipped-files.ts';
import type { Splitter } from './split-file.ts';

/** Which files of a folder a stream takes. */
export interface FileSelectionOptions {
  /** Of a file's path. Default: its name does not begin with `.`. */
  readonly filter?: (path: string) => boolean;
  /** Leave out what was there before the stream was made. Default true; false: the last 60 s are taken too. */
  readonly newFilesOnly?: boolean;
}

/** How a file becomes records. */
export interface FileFormat {
  readonly name: string;
  readonly split: Splitter;
  readonly decode: DecodeSplit;
  /** Functions of the program that `decode` is made of. */
  readonly functions?: readonly StepFunction[];
}

export interface FileStreamOwner extends StreamOwner {
  readonly clock: Clock;
}

/** What one batch takes. */
interface BatchFiles {
  readonly splits: readonly FileSplit[];
  readonly numRecords: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

interface SavedFiles {
  readonly selected: unknown;
  readonly batches: readonly (readonly [batchTime: Time, files: BatchFiles])[];
}

const NO_FILES: BatchFiles = { splits: [], numRecords: 0, metadata: {} };

/**
 * The new files of a folder. A batch takes those changed up to its time, after the stream was made, and within the last
 * minute, once. Files must come into the folder whole: written elsewhere, then moved.
 */
export class FileInputDStream<T> extends InputDStream<T> {
  readonly #pattern: string;
  readonly #format: FileFormat;
  readonly #filter: (path: string) => boolean;
  readonly #clock: Clock;
  readonly #selected: SelectedFiles;
  readonly #skipped: SkippedFiles;
  readonly #batches = new Map<Time, BatchFiles>();
  #restoredUpTo: Time = Number.NEGATIVE_INFINITY;

  /** @param pattern a folder, or a pattern that names folders */
  constructor(
    owner: FileStreamOwner,
    pattern: string,
    format: FileFormat,
    { filter = isVisible, newFilesOnly = true }: FileSelectionOptions = {},
  ) {
    super(owner, format.name, format.functions ?? [], {
      kind: 'metadata',
      save: () => [{ selected: this.#selected.save(), batches: [...this.#batches] } satisfies SavedFiles],
      restore: ([saved]) => this.#restore(saved as SavedFiles),
    });
    this.#pattern = pattern;
    this.#format = format;
    this.#filter = filter;
    this.#clock = owner.clock;
    this.#selected = new SelectedFiles(newFilesOnly ? owner.clock.now() : 0);
    this.#skipped = new SkippedFiles(pattern);
  }

  /** A file that comes late would have been taken by a batch made later. */
  override get isChosen(): boolean {
    return true;
  }

  override async prepareBatch(batchTime: Time): Promise<void> {
    // A batch that runs again after a restart has the files that it had.
    if (this.#batches.has(batchTime)) return;
    this.#batches.set(batchTime, await this.#split(batchTime, await this.#scan(batchTime)));
  }

  override streamInputInfo(batchTime: Time): StreamInputInfo {
    const { numRecords, metadata } = this.#batches.get(batchTime) ?? NO_FILES;
    return { inputStreamId: this.id, numRecords, metadata };
  }

  override clearMetadata(batchTime: Time): void {
    super.clearMetadata(batchTime);
    const keep = Math.max(this.#rememberFiles, this.rememberDuration);
    this.#selected.forgetUpTo(batchTime - keep);
    for (const time of this.#batches.keys()) {
      if (time <= batchTime - this.rememberDuration) this.#batches.delete(time);
    }
  }

  protected override compute(batchTime: Time): RDD<T> {
    const { splits } = this.#batches.get(batchTime) ?? NO_FILES;
    return filesRdd<T>(this.graph.engine, this.name, splits, this.#format.decode);
  }

  #restore({ selected, batches }: SavedFiles): void {
    this.#selected.restore(selected);
    for (const [batchTime, files] of batches) {
      this.#batches.set(batchTime, files);
      this.#restoredUpTo = Math.max(this.#restoredUpTo, batchTime);
    }
  }

  /** Whether a batch that an earlier life has made could have taken it, or has told why it did not. */
  #wasInEarlierLife(modTime: Time): boolean {
    return modTime > this.#selected.ignoreUpTo && modTime <= this.#restoredUpTo;
  }

  get #rememberFiles(): number {
    return fileRememberDuration(this.graph.batchDuration);
  }

  async #scan(batchTime: Time): Promise<ListedFile[]> {
    this.#skipped.begin();
    const startedAt = this.#clock.now();
    try {
      const files = await listFiles(
        this.#pattern,
        (path, error) => this.#skipped.add(path, 'unreadable', toError(error).message),
        (numMore) => this.#skipped.folderTooLarge(numMore),
      );
      this.#skipped.folderFound(this.#clock.now() - startedAt > this.graph.batchDuration);
      return files.filter((file) => this.#takes(file, batchTime));
    } catch (thrown) {
      this.#skipped.folderFailed(toError(thrown));
      return [];
    }
  }

  #takes({ path, modTime, isFile }: ListedFile, batchTime: Time): boolean {
    const ignoreUpTo = this.#selected.ignoreUpTo;
    const rememberDuration = this.#rememberFiles;
    const selectedModTime = this.#selected.modTimeOf(path);
    const isSelected = selectedModTime !== undefined;
    const candidate = { batchTime, modTime, isSelected, ignoreUpTo, rememberDuration };
    if (isFile && this.#filter(path) && isNewFile(candidate)) return true;
    let reason: SkipReason | undefined;
    if (!isFile) reason = 'not a file';
    else if (!this.#filter(path)) reason = 'name filter';
    else if (isSelected && modTime > selectedModTime) reason = 'changed after it was read';
    else if (isSelected || this.#wasInEarlierLife(modTime)) this.#skipped.wasRead(path);
    else if (isTooOld(candidate)) reason = 'too old';
    if (reason !== undefined) this.#skipped.add(path, reason);
    return false;
  }

  async #split(batchTime: Time, files: readonly ListedFile[]): Promise<BatchFiles> {
    const splits: FileSplit[] = [];
    const taken: ListedFile[] = [];
    let numRecords = 0;
    let unknownFiles = 0;
    for (const file of files) {
      try {
        const split = await this.#format.split(file.path, file.numBytes);
        splits.push(...split.splits);
        numRecords += split.numRecords ?? 0;
        if (split.numRecords === undefined) unknownFiles += 1;
        if (split.splits.length === 0) this.#skipped.add(file.path, 'empty');
        taken.push(file);
      } catch (thrown) {
        this.#skipped.add(file.path, 'unreadable', toError(thrown).message);
      }
    }
    this.#selected.select(batchTime, taken);
    const metadata = {
      files: taken.map(({ path }) => path),
      ...(unknownFiles === 0 ? {} : { unknownFiles }),
      ...this.#skipped.end(),
      ...(taken.length === 0 ? {} : { Description: describe(taken) }),
    };
    return { splits, numRecords, metadata };
  }
}

function isVisible(path: string): boolean {
  return !basename(path).startsWith('.');
}

/** For screens. */
function describe(files: readonly ListedFile[]): string {
  const shown = files.slice(0, 10).map(({ path }) => path);
  return files.length > 10 ? `${shown.join('\n')}\n… ${files.length - 10} more` : shown.join('\n');
}

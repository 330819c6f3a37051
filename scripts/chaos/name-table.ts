import { dirname } from 'node:path';
import type { Random } from '../fixture/random.ts';

interface Entry<T> {
  readonly path: string;
  /** null: taken away. */
  readonly value: T | null | undefined;
}

/** The names on a disk: those that are there, those that were synced, and the changes between the two. */
export class NameTable<T> {
  readonly #current = new Map<string, T | undefined>();
  readonly #durable = new Map<string, T | undefined>();
  #pending: Entry<T>[] = [];

  get(path: string): T | undefined {
    return this.#current.get(path);
  }

  /** @param value undefined: a folder */
  set(path: string, value: T | undefined): void {
    if (value === undefined && this.#current.has(path)) return;
    this.#current.set(path, value);
    this.#pending.push({ path, value });
  }

  copy(from: string, to: string): void {
    if (this.#current.has(from)) this.set(to, this.#current.get(from));
  }

  remove(path: string): void {
    if (this.#current.delete(path)) this.#pending.push({ path, value: null });
  }

  /** The entries of one folder are durable. */
  syncFolder(folder: string): void {
    this.#settle(({ path }) => dirname(path) === folder);
  }

  syncAll(): void {
    this.#settle(() => true);
  }

  /**
   * What may be found: what is durable, and of each folder's other changes the first few. A file whose folder is not
   * there is not there either.
   */
  afterCrash(random: Random): Map<string, T | undefined> {
    const names = new Map(this.#durable);
    const folders = Map.groupBy(this.#pending, ({ path }) => dirname(path));
    for (const changes of folders.values()) {
      for (const change of changes.slice(0, random.integer(0, changes.length))) put(names, change);
    }
    const made = new Set(
      [...this.#current, ...this.#durable].filter(([, value]) => value === undefined).map(([path]) => path),
    );
    for (const path of names.keys()) {
      for (let above = dirname(path); above !== dirname(above); above = dirname(above)) {
        if (made.has(above) && !names.has(above)) names.delete(path);
      }
    }
    return names;
  }

  #settle(isMeant: (entry: Entry<T>) => boolean): void {
    for (const entry of this.#pending) if (isMeant(entry)) put(this.#durable, entry);
    this.#pending = this.#pending.filter((entry) => !isMeant(entry));
  }
}

function put<T>(names: Map<string, T | undefined>, { path, value }: Entry<T>): void {
  if (value === null) names.delete(path);
  else names.set(path, value);
}

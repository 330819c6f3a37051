import { cpSync, existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';

export interface FilePlaces {
  /** The workspace's folder, with a slash at its end, as `dist`. */
  readonly root: string;
  /** Where all chunks are written, side by side. */
  readonly dist: string;
  /** Files and folders (with a slash) below `root` that npm packs as they are: named where they are. */
  readonly packed: readonly string[];
  /** Modules named by their file, and the chunk that each has become. */
  readonly entries: ReadonlyMap<string, string>;
}

const NAMED_FILE = /new URL\(\s*(['"])(\.[^'"]+)\1,\s*import\.meta\.url,?\s*\)/g;
const OTHERS_PACKAGES = /createRequire\(import\.meta\.url\)|import\.meta\.resolve\((?!['"`]@hashtide\/)/g;

/**
 * Keeps `new URL('../some/file', import.meta.url)`, the one way in which our code names its files, true in the bundle:
 * a file that npm packs keeps its place, any other is copied into `dist`.
 *
 * @throws for a file that does not exist, and for any other use of `import.meta` that a bundle would break
 */
export function placeFiles({ root, dist, packed, entries }: FilePlaces): Plugin {
  const placeOf = (file: string): string => {
    const path = relative(root, file).replaceAll('\\', '/');
    const chunk = entries.get(path);
    if (chunk !== undefined) return `./${chunk}`;
    if (!existsSync(file)) throw new Error(`${path} does not exist`);
    if (packed.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place))) {
      return relative(dist, file).replaceAll('\\', '/');
    }
    if (/\.tsx?$/.test(path))
      throw new Error(`${path} is loaded by its name: make it an entry in prepack.ts`);
    cpSync(file, dist + path, { recursive: true });
    return `./${path}`;
  };
  return {
    name: 'place-files',
    transform(code, id) {
      if (!code.includes('import.meta')) return null;
      const other = code
        .replace(NAMED_FILE, '')
        .replace(OTHERS_PACKAGES, '')
        .match(/import\.meta.*/);
      if (other !== null) throw new Error(`${id}: a bundle breaks ${other[0]}`);
      return code.replace(NAMED_FILE, (_match, _quote, path: string) => {
        const file = fileURLToPath(new URL(path, pathToFileURL(id)));
        return `new URL('${placeOf(file)}', import.meta.url)`;
      });
    },
  };
}

import { readFileSync } from 'node:fs';

/**
 * Reads a JSON file, each time anew. For the data of an installed package, `require` would hand out an object
 * that the package itself and everyone else may change: npm `sentiment` writes its `extras` into its own labels.
 *
 * @param url of a file, such as `import.meta.resolve('sentiment/build/emoji.json')`
 */
export function readJson(url: string): unknown {
  return JSON.parse(readFileSync(new URL(url), 'utf8'));
}

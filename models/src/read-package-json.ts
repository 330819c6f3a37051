import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/**
 * Reads a JSON file of an installed package, each time anew: `require` would hand out an object that the
 * package itself and everyone else may change (npm `sentiment` writes its `extras` into its own labels).
 *
 * @param specifier a package's sub-path, such as `sentiment/build/emoji.json`
 */
export function readPackageJson(specifier: string): unknown {
  return JSON.parse(readFileSync(resolve(specifier), 'utf8'));
}

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * @param version exactly which one is measured against
 * @returns what to do when an npm package that the published hashtide does not bring is not installed
 */
export function missingPackage(name: string, version: string): string | undefined {
  try {
    require.resolve(name);
    return undefined;
  } catch {
    return `${name} is not installed beside hashtide: npm install --ignore-scripts ${name}@${version}`;
  }
}

// Loaded into an engine before all else (NODE_OPTIONS=--import): what it asks of SQLite as `synchronous = FULL` is set
// to what CHAOS_SYNCHRONOUS says, and it is told that it got what it wanted. A control: the engine as it would be without.
import { createRequire } from 'node:module';

interface Pragmatic {
  pragma(source: string, options?: object): unknown;
}

const require = createRequire(new URL('../../../engine/package.json', import.meta.url));
const { prototype }: { prototype: Pragmatic } = require('better-sqlite3');
const { pragma } = prototype;
const { CHAOS_SYNCHRONOUS: level = 'FULL' } = process.env;

prototype.pragma = function (this: Pragmatic, source: string, options?: object): unknown {
  if (source === 'synchronous') return 2;
  const asked = source.replace(/^synchronous = FULL$/, `synchronous = ${level}`);
  return pragma.call(this, asked, options);
};

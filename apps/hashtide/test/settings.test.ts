import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamingError } from '@hashtide/engine/errors';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { applySettings, loadDotEnv, secretVariables, settings } from '../src/settings.ts';
import { hashtide } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const configure = (config: string): void => writeFileSync(join(folder, 'hashtide.config.json'), config);
const parse = (args: readonly string[]): Command => {
  const command = new Command('x')
    .addOption(settings.batch())
    .addOption(settings.model())
    .addOption(settings.rule());
  return command.parse([...args], { from: 'user' });
};

test('.env.example lists exactly the variables that are read', () => {
  const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const listed = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const read = [...Object.values(settings).flatMap((make) => make().envVar ?? []), ...secretVariables];

  expect(listed.sort()).toEqual(read.sort());
});

test('flag > environment > config file > default', async () => {
  configure('{"batch": "20s", "model": "lexicon", "rule": ["a", "b"]}');
  process.env.HASHTIDE_MODEL = 'bayes';
  const command = parse(['--batch', '30s']);
  delete process.env.HASHTIDE_MODEL;
  await applySettings(command, folder);

  expect(command.opts()).toEqual({ batch: 30_000, model: 'bayes', rule: ['a', 'b'] });
});

test.each([
  ['{"modle":"afinn"}', 'CONFIG_UNKNOWN_KEY', /model/],
  ['{"model":{}}', 'CONFIG_BAD_VALUE', /model/],
  ['[]', 'CONFIG_NOT_OBJECT', /object/],
  ['{', 'CONFIG_NOT_JSON', /JSON/],
  ['{"batch":"ten"}', 'CONFIG_BAD_VALUE', /batch in .* "ten".*10s/],
  ['{"batch":["1s","2s"]}', 'CONFIG_BAD_VALUE', /list/],
])('a config file of %s is refused: %s', async (config, code, hint) => {
  configure(config);
  const error: unknown = await applySettings(parse([]), folder).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code });
  const { message, fix } = error as StreamingError;
  expect(`${message} ${fix}`).toMatch(hint);
});

test('a copied .env.example changes nothing, and the shell wins over .env', () => {
  writeFileSync(join(folder, '.env'), 'HASHTIDE_DB=\nHASHTIDE_MODEL=lexicon\nHASHTIDE_BATCH=1s\n');
  process.env.HASHTIDE_BATCH = '7s';
  loadDotEnv(folder);
  const { HASHTIDE_DB, HASHTIDE_MODEL, HASHTIDE_BATCH } = process.env;
  for (const name of ['HASHTIDE_DB', 'HASHTIDE_MODEL', 'HASHTIDE_BATCH']) delete process.env[name];

  expect({ HASHTIDE_DB, HASHTIDE_MODEL, HASHTIDE_BATCH }).toEqual({
    HASHTIDE_DB: undefined,
    HASHTIDE_MODEL: 'lexicon',
    HASHTIDE_BATCH: '7s',
  });
});

test.skipIf(process.platform === 'win32').each([
  ['X_API_KEY=secret-key\n', 0o644, undefined, 1],
  ['X_BEARER_TOKEN=secret-key\n', 0o640, undefined, 1],
  ['X_BEARER_TOKEN=secret-key\n', 0o600, undefined, 0],
  ['X_BEARER_TOKEN=\nX_BEARER_TOKEN_FILE=token\n', 0o644, undefined, 0],
  // Not this file's: the shell has another.
  ['X_BEARER_TOKEN=secret-key\n', 0o644, 'from-the-shell', 0],
])('a secret in a .env that others may read is warned of: %j %o', (text, mode, fromShell, expected) => {
  const project = mkdtempSync(join(folder, 'open-'));
  const file = join(project, '.env');
  writeFileSync(file, text);
  chmodSync(file, mode);
  const before = { ...process.env };
  for (const name of secretVariables) delete process.env[name];
  if (fromShell !== undefined) process.env.X_BEARER_TOKEN = fromShell;
  const warnings: string[] = [];
  loadDotEnv(project, (message) => warnings.push(message));
  for (const name of secretVariables) delete process.env[name];
  Object.assign(process.env, before);

  expect(warnings.length).toBe(expected);
  for (const warning of warnings) {
    expect(warning).toContain(`chmod 600 ${file}`);
    expect(warning).not.toContain('secret-key');
  }
});

test('a config file with a byte order mark is read', async () => {
  configure('\uFEFF{"model":"bayes"}');
  const command = parse([]);
  await applySettings(command, folder);

  expect(command.opts().model).toBe('bayes');
});

test('a folder named .env, such as a virtual environment of Python, is left alone', () => {
  const project = join(folder, 'project');
  mkdirSync(join(project, '.env'), { recursive: true });

  expect(() => loadDotEnv(project)).not.toThrow();
});

test('demo and --temporary keep out of the database that HASHTIDE_DB names', async () => {
  const db = join(folder, 'mine.db');
  const demo = await hashtide(['demo', '--plain', '--speed', 'max'], '', { HASHTIDE_DB: db });
  const both = await hashtide(['run', '--temporary', '--db', db, '--no-feed']);

  expect(demo.stderr).not.toContain('HASHTIDE_DB');
  expect(demo.code).toBe(0);
  expect(existsSync(db)).toBe(false);
  expect(both.stderr).toContain('--temporary');
  expect(both.code).toBe(2);
});

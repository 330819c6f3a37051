import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StreamingError } from '@hashtide/engine/errors';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { sayAlone } from './actions/say.ts';
import {
  parseDurationMs,
  parseDurationOrNoneMs,
  parseHostPort,
  parseInteger,
  parsePort,
  parseWindowMs,
} from './parse-values.ts';

const CONFIG_FILE = 'hashtide.config.json';

/**
 * Every setting that has a name of its own: flag > environment > .env > hashtide.config.json > default. A command
 * takes the ones it needs; `.env.example` lists those with an environment variable (a test keeps them equal).
 */
export const settings = {
  threads: () =>
    new Option('--threads <number>', '2: what comes in is read in a thread of its own, for very many posts')
      .default(1)
      .argParser(parseInteger(1)),
  batch: () =>
    new Option('--batch <duration>', 'length of a batch')
      .env('HASHTIDE_BATCH')
      .default(10_000, '10s')
      .argParser(parseDurationMs),
  backupEvery: () =>
    new Option('--backup-every <duration>', 'time between two backups of the database; 0: none')
      .env('HASHTIDE_BACKUP_EVERY')
      .default(3_600_000, '1h')
      .argParser(parseDurationOrNoneMs),
  dataDir: () => new Option('--data-dir <dir>', 'where hashtide keeps its files').env('HASHTIDE_DATA_DIR'),
  db: () => new Option('--db <file>', 'the SQLite database').env('HASHTIDE_DB'),
  feedPort: () =>
    new Option('--feed-port <port>', 'where screens connect')
      .env('HASHTIDE_FEED_PORT')
      .default(8888)
      .argParser(parsePort),
  keepBatches: () =>
    new Option('--keep-batches <duration>', 'how long batches are kept before they become minutes')
      .env('HASHTIDE_KEEP_BATCHES')
      .default(7 * 24 * 3_600_000, '7d')
      .argParser(parseDurationMs),
  keepMinutes: () =>
    new Option('--keep-minutes <duration>', 'how long minutes are kept before they become hours')
      .env('HASHTIDE_KEEP_MINUTES')
      .default(90 * 24 * 3_600_000, '90d')
      .argParser(parseDurationMs),
  maxPostsPerDay: () =>
    new Option('--max-posts-per-day <n>', 'stop after so many posts of X a day (each costs about $0.005)')
      .env('HASHTIDE_MAX_POSTS_PER_DAY')
      .default(20_000)
      .argParser(parseInteger(1)),
  model: () =>
    new Option('--model <name>', 'auto, linear, afinn, lexicon, bayes, or a file that npm run train made')
      .env('HASHTIDE_MODEL')
      .default('auto'),
  port: () =>
    new Option('--port <port>', 'where engines connect')
      .env('HASHTIDE_PORT')
      .default(5555)
      .argParser(parsePort),
  reader: () =>
    new Option('--reader <host:port>', 'the tweet reader, or any program that sends lines')
      .env('HASHTIDE_READER')
      .default({ host: '127.0.0.1', port: 5555 }, '127.0.0.1:5555')
      .argParser(parseHostPort),
  rule: () =>
    new Option(
      '--rule <rule>',
      'a rule of X, such as "#typescript lang:en"; repeat it for more (env: one a line)',
    )
      .env('HASHTIDE_RULES')
      .default([], 'only the rules that others have made')
      .argParser((value: string, before: readonly string[] = []) => [
        ...before,
        ...value
          .split('\n')
          .map((rule) => rule.trim())
          .filter((rule) => rule !== ''),
      ]),
  url: () =>
    new Option('--url <url>', 'the feed of a running engine')
      .env('HASHTIDE_URL')
      .default('ws://127.0.0.1:8888'),
  window: () =>
    new Option('--window <duration>', '1m, 5m, 15m or 60m')
      .env('HASHTIDE_WINDOW')
      .default(300_000, '5m')
      .argParser(parseWindowMs),
} as const;

/** The secrets' own variables; they have no flag on purpose. */
export const secretVariables = [
  'X_BEARER_TOKEN',
  'X_BEARER_TOKEN_FILE',
  'X_API_KEY',
  'X_API_SECRET',
] as const;

/** These are secrets themselves, and not the names of files. */
const tokens = secretVariables.filter((name) => name !== 'X_BEARER_TOKEN_FILE');

/**
 * Before the command line is parsed: what `.env` in the working folder says and the environment does not. Warns of a
 * secret in it that others may read: a copied .env.example is readable by all as a rule, so it is not refused.
 */
export function loadDotEnv(folder = process.cwd(), warn: (message: string) => void = sayAlone): void {
  const file = join(folder, '.env');
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    // Some keep a folder of that name, such as Python's virtual environment: no business of ours.
    if (stat !== undefined && !stat.isDirectory()) {
      const unset = tokens.filter((name) => process.env[name] === undefined);
      process.loadEnvFile(file);
      const isOpen = process.platform !== 'win32' && (stat.mode & 0o077) !== 0;
      const name = isOpen && unset.find((one) => (process.env[one] ?? '').trim() !== '');
      if (name) warn(`warning: others on this machine may read ${name} in ${file}; next: chmod 600 ${file}`);
    }
  } catch (cause) {
    throw new StreamingError('CONFIG_UNREADABLE', `${file} cannot be read: ${(cause as Error).message}`, {
      cause,
      fix: 'It is a text of NAME=value lines, such as .env.example',
    });
  }
  // A name without a value, as a copied .env.example has them, says nothing.
  for (const [name, value] of Object.entries(process.env)) {
    if (value === '' && (name.startsWith('HASHTIDE_') || secretVariables.some((secret) => secret === name))) {
      delete process.env[name];
    }
  }
}

/** Gives a command the values of hashtide.config.json where neither flag nor environment has one. */
export async function applySettings(command: Command, folder = process.cwd()): Promise<void> {
  const file = join(folder, CONFIG_FILE);
  if (!existsSync(file)) return;
  const config = await readConfig(file);
  for (const [key, value] of Object.entries(config)) {
    const option = command.options.find((one) => one.attributeName() === key);
    if (option === undefined || !['default', undefined].includes(command.getOptionValueSource(key))) continue;
    command.setOptionValueWithSource(key, parseConfigured(option, value, `${key} in ${file}`), 'config');
  }
}

function parseConfigured(option: Option, value: unknown, where: string): unknown {
  if (Array.isArray(value) && !Array.isArray(option.defaultValue))
    throw new StreamingError('CONFIG_BAD_VALUE', `${where} is a list; it must be one value`);
  let parsed: unknown;
  try {
    for (const text of [value].flat().map(String))
      parsed = option.parseArg ? option.parseArg(text, parsed) : text;
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    const message = `${where} is ${JSON.stringify(value)}, which is invalid. ${cause.message}`;
    throw new StreamingError('CONFIG_BAD_VALUE', message, { cause });
  }
  return parsed;
}

async function readConfig(file: string): Promise<Record<string, unknown>> {
  let config: unknown;
  try {
    // Some editors put a byte order mark first.
    config = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    const [code, what] =
      cause instanceof SyntaxError
        ? ['CONFIG_NOT_JSON', 'is not JSON']
        : ['CONFIG_UNREADABLE', 'cannot be read'];
    throw new StreamingError(code, `${file} ${what}: ${(cause as Error).message}`, { cause });
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new StreamingError(
      'CONFIG_NOT_OBJECT',
      `${file} must hold one object, such as { "model": "afinn" }`,
    );
  }
  const names = Object.keys(settings);
  for (const [key, value] of Object.entries(config)) {
    if (!names.includes(key)) {
      const { closestMatch } = await import('leven');
      const near = closestMatch(key, names, { maxDistance: Math.min(2, Math.ceil(key.length / 2)) });
      throw new StreamingError(
        'CONFIG_UNKNOWN_KEY',
        `${file} has a key ${JSON.stringify(key)} that is no setting`,
        {
          fix: near === undefined ? `Settings: ${names.join(' ')}` : `Did you mean "${near}"?`,
        },
      );
    }
    const plain = (one: unknown): boolean => ['string', 'number'].includes(typeof one);
    if (!(plain(value) || (Array.isArray(value) && value.every(plain)))) {
      throw new StreamingError(
        'CONFIG_BAD_VALUE',
        `${key} in ${file} must be a text, a number or a list of them`,
      );
    }
  }
  return config as Record<string, unknown>;
}

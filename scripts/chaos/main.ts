// Hurts running processes of hashtide and compares what they counted with an oracle:  npm run chaos
import { parseArgs } from 'node:util';
import { runScenarios, type ScenarioResult } from './run-scenarios.ts';
import { SCENARIOS } from './scenarios/index.ts';

const USAGE = `npm run chaos -- [NAME …] [--long] [--seed N] [--jobs N] [--scale X] [--verbose] [--json] [--list]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    seed: { type: 'string' },
    scale: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || values.list) {
  if (values.help) console.log(USAGE);
  for (const { name, about } of SCENARIOS) console.log(`${name.padEnd(16)} ${about}`);
} else {
  // What a scenario that failed has left open must not keep it alive.
  process.exit(await main());
}

async function main(): Promise<number> {
  const unknown = positionals.filter((wanted) => !SCENARIOS.some(({ name }) => name === wanted));
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const jobs = Number(values.jobs);
  const scale = Number(values.scale);
  if (
    unknown.length > 0 ||
    !Number.isSafeInteger(seed) ||
    !(Number.isInteger(jobs) && jobs > 0) ||
    !(scale > 0)
  ) {
    console.error(`${USAGE}\nscenarios: ${SCENARIOS.map(({ name }) => name).join(' ')}`);
    return 2;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  const results = await runScenarios({
    scenarios: SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    seed,
    isLong: values.long,
    scale,
    jobs,
    onResult: (result) => !values.json && console.log(describe(result)),
    say: (text) => values.verbose && console.error(text),
  });
  const hasFailed = results.some(({ state }) => state === 'failed');
  if (values.json) console.log(JSON.stringify({ v: 1, seed, long: values.long, results }));
  else if (hasFailed) console.log(`again: npm run chaos -- ${values.long ? '--long ' : ''}--seed ${seed}`);
  return hasFailed ? 1 : 0;
}

function describe({ name, state, seconds, seed, figures, message, details, folder }: ScenarioResult): string {
  const said = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
  const line = `${name.padEnd(16)} ${state.padEnd(7)} ${seconds.toFixed(1).padStart(6)} s  seed ${seed}  ${said.join(', ')}${message}`;
  const more = details.map((detail) => `    ${detail}`);
  return [line, ...more, ...(folder === '' ? [] : [`    files and logs: ${folder}`])].join('\n');
}

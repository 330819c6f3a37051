// Runs reader and engine through simulated hours full of faults:  node scripts/simulation/main.ts
import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';
import { VARIANTS } from './variant.ts';

const USAGE = `node scripts/simulation/main.ts [--seed N] [--hours H] [--minutes M] [--each H] [--variant NAME] [--print] [--json]

  --seed     the first seed; each run of hours has the next one (default: by chance)
  --hours    simulated hours in all (default 1000, or as many as --minutes allows)
  --minutes  of this machine's time, at most
  --each     simulated hours of a seed (default 1)
  --variant  something built wrongly: ${VARIANTS.join(', ')}
  --print    each line of the event log
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    hours: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '60' },
    each: { type: 'string', default: '1' },
    variant: { type: 'string' },
    print: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = values.help ? help() : await main();

function help(): number {
  console.log(USAGE);
  return 0;
}

async function main(): Promise<number> {
  const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const [hours, minutes, each] = [Number(values.hours), Number(values.minutes), Number(values.each)];
  const variant = VARIANTS.find((one) => one === values.variant);
  const isGood = Number.isSafeInteger(firstSeed) && hours > 0 && minutes > 0 && each >= 0.1;
  if (!isGood || (values.variant !== undefined && variant === undefined)) {
    console.error(USAGE);
    return 2;
  }
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 60_000;
  const sums: Record<string, number> = {};
  let numHours = 0;
  let seed = firstSeed;
  for (; numHours < hours && elapsed() < minutes; seed += 1) {
    const print = values.print ? (line: string) => console.log(line) : undefined;
    const result = await simulate({ seed, hours: each, variant, print });
    numHours += result.hours;
    for (const [name, value] of Object.entries(result.figures)) sums[name] = (sums[name] ?? 0) + value;
    if (result.violation !== undefined) {
      const again = `node scripts/simulation/main.ts --seed ${seed} --hours ${each} --each ${each}${variant ? ` --variant ${variant}` : ''}`;
      console.log(
        `${result.lastEvents.join('\n')}\n\nseed ${seed}: ${result.violation.stack}\nagain: ${again}`,
      );
      return 1;
    }
    if (hours <= each) console.log(`seed ${seed}: event log ${result.digest}`);
  }
  const figures = { hours: Math.round(numHours), minutes: Number(elapsed().toFixed(2)), ...sums };
  if (values.json) console.log(JSON.stringify({ v: 1, firstSeed, lastSeed: seed - 1, ...figures }));
  else console.log(`seeds ${firstSeed} to ${seed - 1}: ${describe(figures)}; every invariant held`);
  return 0;
}

function describe(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${value} ${name}`)
    .join(', ');
}

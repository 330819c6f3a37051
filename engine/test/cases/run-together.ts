import { StreamingContext } from '../../src/index.ts';
import { ManualClock, TestInputDStream } from '../../src/testing/index.ts';
import type { Case, Outcome, Stream } from './case.ts';
import { type Aspect, inputsOf, numBatchesOf } from './define-case.ts';
import { build, type CaseView, program } from './program.ts';

/** The batches of a view that were given in time, and when. */
interface Seen {
  readonly batches: unknown[][];
  readonly times: number[];
}

/** What a case looks at: its records, and what else it expects something of. */
export function aspectsOf(each: Case): Aspect[] {
  const more = (['snapshots', 'partition_counts'] as const).filter(
    (aspect) => each[`expected_${aspect}`] !== undefined,
  );
  return ['batches', ...more];
}

export function outcomeOf(aspects: ReadonlyMap<Aspect, Seen>): Outcome {
  const outcome: Record<string, unknown> = {};
  for (const [aspect, { batches, times }] of aspects) {
    outcome[aspect] = aspect === 'partition_counts' ? batches.flat() : batches;
    if (aspect === 'batches') outcome.times_ms = times;
  }
  return outcome;
}

/**
 * Runs cases as one program on one pool of worker threads: a pool for each case would cost more than all cases do.
 *
 * @returns what came of each by its id; a case that fails, or is to fail, is not among them and must run alone
 */
export async function runTogether(cases: readonly Case[], master: string): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const alone = ({ args, expected_error }: Case): boolean =>
    expected_error !== undefined || args.restart_after_batches !== undefined;
  const byDuration = Map.groupBy(
    cases.filter((each) => !alone(each)),
    ({ args }) => args.batch_ms ?? 1000,
  );
  for (const [batchDuration, group] of byDuration) {
    const seen = await runGroup(group, batchDuration, master);
    for (const [id, aspects] of seen) outcomes.set(id, outcomeOf(aspects));
  }
  return outcomes;
}

async function runGroup(
  group: readonly Case[],
  batchDuration: number,
  master: string,
): Promise<Map<string, Map<Aspect, Seen>>> {
  const views = group.flatMap((each) => aspectsOf(each).map((aspect): CaseView => ({ each, aspect })));
  const clock = new ManualClock();
  const ssc = new StreamingContext({ master, appName: 'cases' }, batchDuration, { clock });
  const failed = new Set<string>();
  const seen = new Map<string, Map<Aspect, Seen>>();
  let unfinished: Case[] = [];
  try {
    const inputs = views.flatMap(({ each }) =>
      inputsOf(each).map(
        (batches) => new TestInputDStream<unknown>(ssc, batches, each.args.num_partitions ?? 2) as Stream,
      ),
    );
    const loading = ssc.loadProgram({ module: program, args: { views }, build }, inputs);
    const outputs = (await loading) as (Stream | undefined)[];
    for (const [i, { each, aspect }] of views.entries()) {
      const last = numBatchesOf(each) * batchDuration;
      const mine: Seen = { batches: [], times: [] };
      seen.set(each.id, (seen.get(each.id) ?? new Map()).set(aspect, mine));
      if (outputs[i] === undefined) failed.add(each.id);
      outputs[i]?.foreachRDD(async (rdd, batchTime) => {
        if (batchTime > last) return;
        mine.times.push(batchTime);
        mine.batches.push(await rdd.collect().catch((error: unknown) => fail(failed, each.id, error)));
      });
    }
    ssc.start();
    ssc.awaitTermination().catch(() => {});
    for (let batch = 0; batch < Math.max(...group.map(numBatchesOf)); batch += 1) {
      clock.advance(batchDuration);
      await ssc.awaitIdle();
      if (ssc.state === 'ACTIVE') continue;
      // A case's state failed, after its own last batch or before: those that have batches left begin anew without it.
      unfinished = group.filter((each) => numBatchesOf(each) > batch + 1);
      break;
    }
  } catch {
    // None of them is known then: each runs alone, and the one that it was says so.
    return new Map();
  } finally {
    await ssc.stop();
  }
  for (const id of [...failed, ...unfinished.map((each) => each.id)]) seen.delete(id);
  const left = unfinished.filter((each) => !failed.has(each.id));
  if (left.length === 0 || left.length === group.length) return seen;
  return new Map([...seen, ...(await runGroup(left, batchDuration, master))]);
}

function fail(failed: Set<string>, id: string, error: unknown): never {
  failed.add(id);
  throw error;
}

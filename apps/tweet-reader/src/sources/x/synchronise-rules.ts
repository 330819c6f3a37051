import { StreamingError } from '@hashtide/engine';
import type { TwitterApi } from 'twitter-api-v2';
import { describeProblem, problemOf } from './problem.ts';
import type { Rule, StreamRule } from './rule.ts';

/** What synchronising did; to be shown, because a forgotten rule still brings posts, and a bill. */
export interface SynchronisedRules {
  readonly added: readonly Rule[];
  readonly deleted: readonly StreamRule[];
  /** Ours, wanted, already there. */
  readonly kept: readonly Rule[];
  /** Not ours; they match into this stream all the same. */
  readonly leftAlone: readonly StreamRule[];
}

/** The part of the client that is needed here. */
export type RulesClient = Pick<TwitterApi, 'v2'>;

const RULES_A_REQUEST = 100;
const RULES_A_PAGE = 1000;
/** More pages than any plan has rules. */
const MOST_PAGES = 100;
const RULES = 'tweets/search/stream/rules';

/**
 * Makes X's rules under our tag prefix equal to `wanted`, touching no other rule. A rule's tag on X is the
 * prefix followed by its own tag. Deletes first, so that the cap on rules is never met half-way.
 *
 * @throws {StreamingError} `X_NO_RULES` (nothing wanted and nothing of others there; nothing was changed),
 *   `X_RULE_REFUSED`, `X_RULE_CAP`; what the client throws passes through
 */
export async function synchroniseRules(
  client: RulesClient,
  wanted: readonly Rule[],
  tagPrefix = 'hashtide:',
): Promise<SynchronisedRules> {
  const there = await listRules(client);
  const ours = there.filter((rule) => rule.tag?.startsWith(tagPrefix));
  const leftAlone = there.filter((rule) => !ours.includes(rule));
  if (wanted.length === 0 && leftAlone.length === 0) throw noRules();

  const wantedByKey = new Map(
    onePerValue(wanted).map(({ value, tag = '' }) => [
      keyOf(value, tagPrefix + tag),
      { value, tag: tagPrefix + tag },
    ]),
  );
  const ourKeys = new Set(ours.map((rule) => keyOf(rule.value, rule.tag)));
  const deleted = ours.filter((rule) => !wantedByKey.has(keyOf(rule.value, rule.tag)));
  const missing = [...wantedByKey].filter(([key]) => !ourKeys.has(key)).map(([, rule]) => rule);

  for (const batch of batchesOf(deleted)) await deleteRules(client, batch);
  const added: Rule[] = [];
  for (const batch of batchesOf(missing)) added.push(...(await addRules(client, batch)));
  const kept = [...wantedByKey.values()].filter((rule) => !added.includes(rule));
  return { added, deleted, kept, leftAlone };
}

async function listRules(client: RulesClient): Promise<StreamRule[]> {
  const rules: StreamRule[] = [];
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { max_results: RULES_A_PAGE, ...(next === undefined ? {} : { pagination_token: next }) };
    // no `data` when there are none
    const answer = await client.v2.get<{ data?: StreamRule[]; meta?: { next_token?: string } }>(RULES, query);
    rules.push(...(answer.data ?? []));
    next = answer.meta?.next_token;
    if (next === undefined) break;
  }
  return rules;
}

async function deleteRules(client: RulesClient, rules: readonly StreamRule[]): Promise<void> {
  await client.v2.post(RULES, { delete: { ids: rules.map((rule) => rule.id) } });
}

/** @returns those that were not there yet under another tag */
async function addRules(client: RulesClient, rules: readonly Rule[]): Promise<readonly Rule[]> {
  const errors = await client.v2
    .post<{ errors?: unknown }>(RULES, { add: rules.map(({ value, tag }) => ({ value, tag })) })
    .then((answer) => listOf(answer.errors), refusalsIn);
  const duplicates = new Set<unknown>();
  for (const error of errors) {
    if (!isDuplicate(error)) throw refused(error);
    duplicates.add(ruleValueOf(error));
  }
  return rules.filter((rule) => !duplicates.has(rule.value));
}

/** X refuses a batch with 400 or 422 when no rule of it is good; the list of reasons is the same. */
function refusalsIn(thrown: unknown): readonly unknown[] {
  if (
    thrown instanceof Error &&
    'code' in thrown &&
    'data' in thrown &&
    (thrown.code === 400 || thrown.code === 422)
  ) {
    const errors = listOf((thrown.data as { errors?: unknown } | undefined)?.errors);
    if (errors.length > 0 && errors.every((error) => ruleValueOf(error) !== undefined)) return errors;
  }
  throw thrown;
}

function isDuplicate(error: unknown): boolean {
  const { title, type } = problemOf(error);
  return title === 'DuplicateRule' || type === 'duplicate-rules';
}

function refused(error: unknown): StreamingError {
  const problem = problemOf(error);
  const value = ruleValueOf(error) ?? '';
  if (problem.type === 'rule-cap' || problem.title === 'RulesCapExceeded') {
    return new StreamingError(
      'X_RULE_CAP',
      `X takes no more rules for this app (${describeProblem(problem)})`,
      {
        fix: 'Ask for fewer rules, or join several with OR.',
      },
    );
  }
  const details = listOf((error as { details?: unknown } | undefined)?.details).join('; ');
  return new StreamingError(
    'X_RULE_REFUSED',
    `X refuses the rule ${value}: ${details || problem.detail || describeProblem(problem)}`,
    {
      fix: 'Correct the rule; nothing else of it was changed on X.',
    },
  );
}

function noRules(): StreamingError {
  return new StreamingError(
    'X_NO_RULES',
    'no rule is given and X has none of another program; at least one says what posts shall come',
    {
      fix: "Give one: hashtide live --rule '#spark lang:en'",
    },
  );
}

/** X keeps one rule a value; the first tag wins. */
function onePerValue(rules: readonly Rule[]): Rule[] {
  const byValue = new Map<string, Rule>();
  for (const rule of rules) {
    const value = rule.value.trim();
    if (!byValue.has(value)) byValue.set(value, { ...rule, value });
  }
  return [...byValue.values()];
}

function keyOf(value: string, tag = ''): string {
  return `${value}\0${tag}`;
}

function* batchesOf<T>(rules: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rules.length; from += RULES_A_REQUEST)
    yield rules.slice(from, from + RULES_A_REQUEST);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function ruleValueOf(error: unknown): string | undefined {
  const value = (error as { value?: unknown } | undefined)?.value;
  return typeof value === 'string' ? value : undefined;
}

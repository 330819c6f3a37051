import { json, type StandInAnswer } from './stand-in-answer.ts';

/** A rule as the stand-in keeps it. */
export interface StandInRule {
  readonly id: string;
  readonly value: string;
  readonly tag?: string;
}

interface RulesRequest {
  readonly add?: readonly { readonly value: string; readonly tag?: string }[];
  readonly delete?: { readonly ids?: readonly string[]; readonly values?: readonly string[] };
}

const PROBLEMS = 'https://api.x.com/2/problems';
const FIRST_ID = 1_273_026_480_692_322_304n;

/** The rules of the app at the stand-in, with X's answers to asking and changing. */
export class StandInRules {
  readonly #rules = new Map<string, StandInRule>();
  readonly #cap: number;
  readonly #now: () => number;
  #made = 0n;

  constructor(cap: number, now: () => number) {
    this.#cap = cap;
    this.#now = now;
  }

  get all(): readonly StandInRule[] {
    return [...this.#rules.values()];
  }

  /** Puts a rule there without a request. */
  add(value: string, tag?: string): StandInRule {
    const id = String(FIRST_ID + this.#made++);
    const rule = tag === undefined ? { id, value } : { id, value, tag };
    this.#rules.set(id, rule);
    return rule;
  }

  list(query: URLSearchParams): StandInAnswer {
    const ids = query.get('ids')?.split(',');
    const wanted = this.all.filter((rule) => ids === undefined || ids.includes(rule.id));
    const from = Number(query.get('pagination_token') ?? 0);
    const until = from + Number(query.get('max_results') ?? 1000);
    const page = wanted.slice(from, until);
    const meta = {
      sent: this.#sent,
      result_count: page.length,
      ...(until < wanted.length ? { next_token: String(until) } : {}),
    };
    // X leaves the key out when there is nothing
    return json(200, page.length === 0 ? { meta } : { data: page, meta });
  }

  change(query: URLSearchParams, body: unknown): StandInAnswer {
    const dryRun = query.get('dry_run') === 'true';
    const request = (typeof body === 'object' && body !== null ? body : {}) as RulesRequest;
    if (query.get('delete_all') === 'true') return this.#remove(this.all, 0, dryRun);
    if (request.add !== undefined && request.delete === undefined) return this.#addAll(request.add, dryRun);
    if (request.delete !== undefined && request.add === undefined) {
      const { ids = [], values = [] } = request.delete;
      const gone = this.all.filter((rule) => ids.includes(rule.id) || values.includes(rule.value));
      return this.#remove(gone, ids.length + values.length - gone.length, dryRun);
    }
    return json(400, {
      title: 'Invalid Request',
      detail: 'exactly one of add and delete',
      type: `${PROBLEMS}/invalid-request`,
    });
  }

  #addAll(wanted: NonNullable<RulesRequest['add']>, dryRun: boolean): StandInAnswer {
    const errors: object[] = [];
    const data: StandInRule[] = [];
    let invalid = 0;
    for (const { value, tag } of wanted) {
      const same = this.all.find((rule) => rule.value === value);
      if (same !== undefined)
        errors.push({ title: 'DuplicateRule', type: `${PROBLEMS}/duplicate-rules`, id: same.id, value });
      else if (value.length > 1024 || /\bunknown_operator:/.test(value)) {
        invalid += 1;
        errors.push({
          title: 'UnprocessableEntity',
          type: `${PROBLEMS}/invalid-rules`,
          details: ['this cannot be understood'],
          value,
        });
      } else if (this.#rules.size >= this.#cap) {
        errors.push({
          title: 'RulesCapExceeded',
          type: `${PROBLEMS}/rule-cap`,
          detail: `at most ${this.#cap} rules`,
          value,
        });
      } else data.push(this.add(value, tag));
    }
    if (dryRun) for (const rule of data) this.#rules.delete(rule.id);
    const summary = {
      created: data.length,
      not_created: wanted.length - data.length,
      valid: wanted.length - invalid,
      invalid,
    };
    const answer = { meta: { sent: this.#sent, summary }, ...(errors.length > 0 ? { errors } : {}) };
    if (data.length === 0 && invalid > 0) return json(400, answer);
    return json(201, data.length === 0 ? answer : { data, ...answer });
  }

  #remove(rules: readonly StandInRule[], notDeleted: number, dryRun: boolean): StandInAnswer {
    if (!dryRun) for (const rule of rules) this.#rules.delete(rule.id);
    const summary = { deleted: rules.length, not_deleted: notDeleted };
    return json(200, { meta: { sent: this.#sent, summary } });
  }

  get #sent(): string {
    return new Date(this.#now()).toISOString();
  }
}

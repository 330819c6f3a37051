import { checkPattern } from './safe-pattern.ts';

/** What a filter may ask of a row. `rt` and `share` are percentages; `vel` is null below 20 posts. */
export interface FilterRow {
  readonly tag: string;
  readonly lang: string;
  readonly posts: number;
  readonly share: number;
  readonly vel: number | null;
  readonly net: number;
  readonly rt: number;
}

export interface Filter {
  /** As it was typed, trimmed. '' keeps everything. */
  readonly text: string;
  readonly matches: (row: FilterRow) => boolean;
  /** Every tag that matches contains this (lower case, NFKC): what the engine may be asked for; '' when nothing is sure. */
  readonly contains: string;
}

type Test = (row: FilterRow) => boolean;

/** One step of the parser: what it tests, and what a match surely contains. */
interface Node {
  readonly test: Test;
  readonly contains: string;
}

const NUMBERS = ['posts', 'share', 'vel', 'net', 'rt'] as const;
const FIELDS = [...NUMBERS, 'lang'].join(' ');
const MAX_LENGTH = 200;
const MAX_DEPTH = 20;
const TERM = /^(\p{L}+)(>=|<=|!=|=|>|<)(.*)$/u;

/** Keeps everything. */
export const noFilter: Filter = { text: '', matches: () => true, contains: '' };

/** Case, width and the accents of Latin, Greek and Cyrillic letters folded away. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFC')
    .toLowerCase();
}

/**
 * Reads a filter: words match the tag; `!word`; `/re/`; `posts>100 net<0 vel>3 share>=1 rt<50 lang=ja`; blank is and, `or`,
 * brackets.
 * @returns the filter, or one sentence on what is wrong with it
 */
export function parseFilter(text: string): { readonly filter: Filter } | { readonly problem: string } {
  const trimmed = text.trim();
  if (trimmed === '') return { filter: noFilter };
  if (trimmed.length > MAX_LENGTH) return { problem: `A filter has at most ${MAX_LENGTH} characters.` };
  try {
    const parser = new FilterParser(tokenise(trimmed));
    const node = parser.whole();
    return { filter: { text: trimmed, matches: node.test, contains: node.contains } };
  } catch (error) {
    if (error instanceof FilterProblem) return { problem: error.message };
    throw error;
  }
}

class FilterProblem extends Error {}

/** Brackets stand alone, `/…/` keeps its blanks, the rest is cut at blanks. */
function tokenise(text: string): string[] {
  return text.match(/!?\/(?:[^/\\]|\\.)*\/?|[()]|[^\s()]+/gu) ?? [];
}

class FilterParser {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#either();
    if (this.#at < this.#tokens.length) throw new FilterProblem('A ) without its (.');
    return node;
  }

  #either(): Node {
    let left = this.#all();
    while (this.#tokens[this.#at]?.toLowerCase() === 'or') {
      this.#at++;
      const [a, b] = [left.test, this.#all().test];
      left = { test: (row) => a(row) || b(row), contains: '' };
    }
    return left;
  }

  #all(): Node {
    const nodes: Node[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      if (token === ')' || token.toLowerCase() === 'or') break;
      this.#at++;
      nodes.push(token === '(' ? this.#bracket() : term(token));
    }
    if (nodes.length === 0) throw new FilterProblem('Something is missing beside or, or in ().');
    const contains = nodes.map((node) => node.contains).reduce((a, b) => (b.length > a.length ? b : a), '');
    return { test: (row) => nodes.every((node) => node.test(row)), contains };
  }

  #bracket(): Node {
    if (++this.#depth > MAX_DEPTH) throw new FilterProblem(`At most ${MAX_DEPTH} brackets in each other.`);
    const node = this.#either();
    if (this.#tokens[this.#at] !== ')') throw new FilterProblem('A ( without its ).');
    this.#at++;
    this.#depth--;
    return node;
  }
}

function term(token: string): Node {
  if (token === '!') throw new FilterProblem('! wants what to leave out, such as !spark.');
  if (/^\/\/?$/u.test(token)) throw new FilterProblem(`${token} wants a pattern, such as /^a.*s$/.`);
  if (token.startsWith('!')) {
    const inner = term(token.slice(1)).test;
    return { test: (row) => !inner(row), contains: '' };
  }
  if (token.startsWith('/')) return { test: patternTest(token), contains: '' };
  const [, field, operator, value] = TERM.exec(token) ?? [];
  if (field !== undefined && operator !== undefined && value !== undefined) {
    return { test: fieldTest(field.toLowerCase(), operator, value), contains: '' };
  }
  const typed = token.replace(/^[#＃]/u, '');
  const word = fold(typed);
  return { test: (row) => fold(row.tag).includes(word), contains: typed.normalize('NFKC').toLowerCase() };
}

function patternTest(token: string): Test {
  const source = token.slice(1).replace(/\/$/u, '');
  const checked = checkPattern(source);
  if ('problem' in checked) throw new FilterProblem(checked.problem);
  return (row) => checked.pattern.test(fold(row.tag));
}

function fieldTest(field: string, operator: string, value: string): Test {
  if (field === 'lang') {
    const wanted = value.toLowerCase();
    if (operator === '=') return (row) => row.lang.toLowerCase() === wanted;
    if (operator === '!=') return (row) => row.lang.toLowerCase() !== wanted;
    throw new FilterProblem('lang takes = or !=, such as lang=ja.');
  }
  const name = NUMBERS.find((known) => known === field);
  if (name === undefined) throw new FilterProblem(`No field "${field}". Fields: ${FIELDS}.`);
  const number = Number(value.replace(/%$/u, ''));
  if (value === '' || !Number.isFinite(number)) {
    throw new FilterProblem(`${field}${operator} wants a number, such as ${field}${operator}10.`);
  }
  return (row) => {
    const actual = row[name];
    return actual !== null && compare(actual, operator, number);
  };
}

function compare(actual: number, operator: string, number: number): boolean {
  switch (operator) {
    case '>':
      return actual > number;
    case '<':
      return actual < number;
    case '>=':
      return actual >= number;
    case '<=':
      return actual <= number;
    case '!=':
      return actual !== number;
    default:
      return actual === number;
  }
}

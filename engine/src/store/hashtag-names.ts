import type { Database, Statement } from 'better-sqlite3';
import type { HashtagBatch, HashtagName } from '../pipeline/batch-record.ts';
import { byCodeUnit } from './code-unit-order.ts';

/** Spellings, and languages, remembered of one tag; the rarest are forgotten first. */
export const MAX_VARIANTS = 64;

/** Names kept in memory to spare a read for each tag. */
const MAX_CACHED = 20_000;

interface VariantRow {
  readonly spelling: string;
  readonly lang: string;
  readonly posts: number;
}

/**
 * Keeps `hashtag` and `hashtag_spelling`: how each tag is shown. What it writes depends on the batches committed
 * before and on nothing else, so a restarted engine leaves the same rows. Call it inside a transaction.
 */
export class HashtagNames {
  readonly #cache = new Map<string, HashtagName>();
  readonly #read: Statement<[string], HashtagName>;
  readonly #count: Statement<[string, string, string, number]>;
  readonly #variants: Statement<[string], VariantRow>;
  readonly #forgetVariants: Statement<[string]>;
  readonly #insert: Statement<[string, string, string, number]>;
  readonly #update: Statement<[string, string, string]>;

  constructor(db: Database) {
    this.#read = db.prepare(
      'SELECT hashtag, spelling, lang, first_seen AS firstSeen FROM hashtag WHERE hashtag = ?',
    );
    this.#count = db.prepare(
      `INSERT INTO hashtag_spelling(hashtag, spelling, lang, posts) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET posts = posts + excluded.posts`,
    );
    this.#variants = db.prepare('SELECT spelling, lang, posts FROM hashtag_spelling WHERE hashtag = ?');
    this.#forgetVariants = db.prepare('DELETE FROM hashtag_spelling WHERE hashtag = ?');
    this.#insert = db.prepare('INSERT INTO hashtag(hashtag, spelling, lang, first_seen) VALUES (?, ?, ?, ?)');
    this.#update = db.prepare('UPDATE hashtag SET spelling = ?, lang = ? WHERE hashtag = ?');
  }

  /** Counts the spellings and languages of a tag in one batch. @returns how it is shown from now on */
  add(batch: HashtagBatch, batchTime: number): HashtagName {
    const { hashtag, spellings, langs } = batch;
    const known = this.#cache.get(hashtag) ?? this.#read.get(hashtag);
    const [spelling, spellingPosts] = first(spellings, hashtag, batch);
    const [lang, langPosts] = first(langs, 'und', batch);
    const isPlain = spellings.size <= 1 && langs.size <= 1 && spellingPosts === langPosts;
    if (isPlain) {
      this.#count.run(hashtag, spelling, lang, spellingPosts);
      // The commonest grew and nothing else did: by far the most frequent case ends here.
      if (known?.spelling === spelling && known.lang === lang) return this.#remember(known);
      if (known === undefined) return this.#introduce({ hashtag, spelling, lang, firstSeen: batchTime });
    } else {
      for (const [text, posts] of spellings) this.#count.run(hashtag, text, '', posts);
      for (const [code, posts] of langs) this.#count.run(hashtag, '', code, posts);
    }
    const best = this.#commonest(hashtag);
    if (known === undefined) return this.#introduce({ hashtag, ...best, firstSeen: batchTime });
    if (known.spelling !== best.spelling || known.lang !== best.lang) {
      this.#update.run(best.spelling, best.lang, hashtag);
    }
    return this.#remember({ hashtag, ...best, firstSeen: known.firstSeen });
  }

  /** Forgets what was remembered of a transaction that was rolled back. */
  clearCache(): void {
    this.#cache.clear();
  }

  #introduce(name: HashtagName): HashtagName {
    this.#insert.run(name.hashtag, name.spelling, name.lang, name.firstSeen);
    return this.#remember(name);
  }

  #remember(name: HashtagName): HashtagName {
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    this.#cache.set(name.hashtag, name);
    return name;
  }

  #commonest(hashtag: string): { spelling: string; lang: string } {
    const rows = this.#variants.all(hashtag);
    const spellings = ranked(rows, (row) => row.spelling);
    const langs = ranked(rows, (row) => row.lang);
    if (spellings.length > MAX_VARIANTS || langs.length > MAX_VARIANTS || rows.length > 2 * MAX_VARIANTS) {
      this.#forgetVariants.run(hashtag);
      for (const [text, posts] of spellings.slice(0, MAX_VARIANTS)) this.#count.run(hashtag, text, '', posts);
      for (const [code, posts] of langs.slice(0, MAX_VARIANTS)) this.#count.run(hashtag, '', code, posts);
    }
    return { spelling: spellings[0]?.[0] ?? hashtag, lang: langs[0]?.[0] ?? 'und' };
  }
}

/** Posts by `key`, most first, equal ones by code unit; the empty key is no variant. */
function ranked(rows: readonly VariantRow[], key: (row: VariantRow) => string): [string, number][] {
  const posts = new Map<string, number>();
  for (const row of rows) {
    const text = key(row);
    if (text !== '') posts.set(text, (posts.get(text) ?? 0) + row.posts);
  }
  return [...posts].sort((a, b) => b[1] - a[1] || byCodeUnit(a[0], b[0]));
}

/** The one entry of a plain tag; an absent or empty text becomes `otherwise`. */
function first(
  variants: ReadonlyMap<string, number>,
  otherwise: string,
  { counts }: HashtagBatch,
): [string, number] {
  for (const [text, posts] of variants) return [text || otherwise, posts];
  return [otherwise, counts.posts];
}

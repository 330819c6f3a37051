import type { BlockNames } from './scanned-block.ts';

/** What was added to names since they were sent last. */
export interface NewNames extends BlockNames {
  /** They belong to what was sent before; false: to names that begin anew. */
  readonly goesOn: boolean;
}

const NO_NAMES: BlockNames = { langs: [], spellings: [], keys: [] };

/** Says what is new in names that are given again and again. */
export class NamesSender {
  #names = NO_NAMES;
  #numLangs = 0;
  #numSpellings = 0;

  newOf(names: BlockNames): NewNames {
    const goesOn = names === this.#names;
    const fromLang = goesOn ? this.#numLangs : 0;
    const fromSpelling = goesOn ? this.#numSpellings : 0;
    this.#names = names;
    this.#numLangs = names.langs.length;
    this.#numSpellings = names.spellings.length;
    return {
      goesOn,
      langs: names.langs.slice(fromLang),
      spellings: names.spellings.slice(fromSpelling),
      keys: names.keys.slice(fromSpelling),
    };
  }
}

/** Puts names together again. */
export class NamesReceiver {
  #names: { readonly [part in keyof BlockNames]: string[] } = { langs: [], spellings: [], keys: [] };

  namesWith({ goesOn, langs, spellings, keys }: NewNames): BlockNames {
    if (!goesOn) this.#names = { langs: [], spellings: [], keys: [] };
    const names = this.#names;
    for (const lang of langs) names.langs.push(lang);
    for (const spelling of spellings) names.spellings.push(spelling);
    for (const key of keys) names.keys.push(key);
    return names;
  }
}

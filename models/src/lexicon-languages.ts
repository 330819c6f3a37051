/** How a vocabulary of `natural` writes down a word's weight. */
export type VocabularyStyle = 'afinn' | 'pattern' | 'senticon';

/** Where the words of a language come from. */
export interface LexiconLanguage {
  readonly style: VocabularyStyle;
  /** Below `natural/lib/natural/sentiment/`. */
  readonly vocabulary: string;
  /** A file below the same folder, or, where `natural` has none, our own short list. */
  readonly negations: string | readonly string[];
  /** Put behind each word to know its inflected form too. */
  readonly ending?: string;
}

/**
 * The languages of `natural`, by BCP 47 code, each with the best kind of vocabulary that it has there: AFINN
 * before Pattern before ML-SentiCon (on English, the one language measured, in this order of quality).
 */
export const lexiconLanguages: ReadonlyMap<string, LexiconLanguage> = new Map<string, LexiconLanguage>([
  ['es', at('afinn', 'Spanish/afinnShortSortedSpanish.json', 'Spanish/negations_es.json')],
  ['pt', at('afinn', 'Portuguese/afinnShortSortedPortuguese.json', 'Portuguese/negations_pt.json')],
  ['nl', { ...at('pattern', 'Dutch/pattern-sentiment-nl.json', 'Dutch/negations_du.json'), ending: 'e' }],
  ['de', at('pattern', 'German/pattern-sentiment-de.json', 'German/negations_de.json')],
  [
    'fr',
    at('pattern', 'French/pattern-sentiment-fr.json', ['pas', 'jamais', 'aucun', 'aucune', 'ni', 'sans']),
  ],
  [
    'it',
    at('pattern', 'Italian/pattern-sentiment-it.json', ['non', 'mai', 'nessun', 'nessuna', 'né', 'senza']),
  ],
  ['ca', at('senticon', 'Catalan/senticon_ca.json', ['no', 'mai', 'cap', 'ni', 'sense'])],
  ['gl', at('senticon', 'Galician/senticon_gl.json', ['non', 'nunca', 'xamais', 'nin', 'sen'])],
  ['eu', at('senticon', 'Basque/senticon_eu.json', ['ez', 'inoiz'])],
]);

function at(
  style: VocabularyStyle,
  vocabulary: string,
  negations: string | readonly string[],
): LexiconLanguage {
  return { style, vocabulary, negations };
}

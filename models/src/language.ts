/**
 * X's `lang` where a text has no language to speak of (hashtags, mentions, cashtags or media only, very short)
 * and the codes for "no linguistic content" and "made up": nothing says that it is not English, and emoji
 * mean the same everywhere.
 */
const noLanguage: ReadonlySet<string> = new Set(['', 'und', 'qht', 'qam', 'qct', 'qme', 'qst', 'zxx', 'art']);

const plainTag = /^[a-z]{2,3}$/;

/** The language alone of a BCP 47 tag, in lower case: `pt-BR` gives `pt`; absent gives ''. */
export function primaryLanguage(lang: string | undefined): string {
  if (lang !== undefined && plainTag.test(lang)) return lang; // nearly all: nothing is made
  return lang?.toLowerCase().split(/[-_]/, 1)[0] ?? '';
}

/** Whether English rules apply: English, an unknown language, or none at all. */
export function isEnglishOrUnknown(primary: string): boolean {
  return primary === 'en' || noLanguage.has(primary);
}

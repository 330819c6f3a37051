import { skewedKey } from '../random.ts';
import { type Vocabulary, vocabularies } from './words.ts';

const NUM_TAGS = 200_000;

/** A language as often as it is on X. @param share 0 ≤ share < 1, drawn */
export function vocabularyFor(share: number): Vocabulary {
  let rest = share;
  for (const vocabulary of vocabularies) {
    rest -= vocabulary.share;
    if (rest < 0) return vocabulary;
  }
  return vocabularies[0] as Vocabulary;
}

/** A tweet's text of about so many bytes, as X delivers it: `&` is written `&amp;`. */
export function makeText(
  random: () => number,
  { lang, words }: Vocabulary,
  numBytes: number,
  hasDistinctTag: boolean,
): string {
  const tags = hasDistinctTag
    ? ['#distinct']
    : Array.from({ length: numTags(random()) }, () => tagFor(random, lang));
  const ends = random() < 0.3 ? [...tags, 'https://t.co/a1B2c3D4e5'] : tags;
  let text = random() < 0.3 ? `@user${Math.floor(random() * 1e6)}` : '';
  let room = numBytes - Buffer.byteLength(ends.join(' ')) - text.length;
  while (room > 0) {
    const word = words[skewedKey(random, words.length)] as string;
    const mark = random() < 0.08 ? [',', '.', '!', '?', ' &amp;', '\n'][Math.floor(random() * 6)] : '';
    const piece = `${text === '' ? '' : ' '}${word}${mark}`;
    text += piece;
    room -= Buffer.byteLength(piece);
  }
  return ends.length === 0 ? text : `${text} ${ends.join(' ')}`;
}

/** Two in five tweets have a hashtag, few have many. */
function numTags(share: number): number {
  if (share < 0.6) return 0;
  if (share < 0.82) return 1;
  if (share < 0.93) return 2;
  return share < 0.98 ? 3 : 5;
}

function tagFor(random: () => number, lang: string): string {
  const rank = skewedKey(random, NUM_TAGS);
  const vocabulary =
    vocabularies.find((each) => each.lang === (rank % 4 === 0 ? lang : 'en')) ?? vocabularies[0];
  const letters = (vocabulary?.words[rank % vocabulary.words.length] ?? 'tag').replace(/[^\p{L}]/gu, '');
  const written = random() < 0.7 || letters === '' ? letters : letters[0]?.toUpperCase() + letters.slice(1);
  return `#${written}${rank < 30 ? '' : `T${rank.toString(36)}`}`;
}

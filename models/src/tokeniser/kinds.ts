import { hashToken } from './token-hash.ts';

// What the tokens that are no words are called, and the units that stand for them in the stream: none of those can
// be in a text's token.
export const linkHash = hashToken('<url>');
export const nameHash = hashToken('<user>');
export const numberHash = hashToken('<num>');
export const butHash = hashToken('but');
export const wwwHash = hashToken('ww'); // as it is once squeezed
export const emoticonHash = hashToken('<emoticon>');
export const emojiHash = hashToken('<emoji>');
export const tagHash = hashToken('<tag>');

export const linkUnit = 1;
export const nameUnit = 2;
export const numberUnit = 3;
export const tagUnit = 4;
export const emoticonUnits = 0xdc00;

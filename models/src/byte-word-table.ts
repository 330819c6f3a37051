/** Known words by their bytes, for a reader that has a token's place in UTF-8 and no string of it. */
export interface ByteWordTable {
  /** What stands for a token when it is looked up. It may be empty unless it is at an end of `bytes`. */
  hashOf(bytes: Uint8Array, first: number, length: number): number;
  /** Whether a word may have this hash: false for nearly all unknown ones, at the price of one look. */
  mayHave(hash: number): boolean;
  /** The index of the word whose bytes are those of a token that is not empty, once folded; −1: not known. */
  indexOf(bytes: Uint8Array, first: number, length: number, hash: number): number;
}

/**
 * A token's hash is made of its length and four of its bytes. Two tokens of one length have one hash only if these bytes
 * are the same (multiplying by an odd number loses nothing). Four more bytes, the rest, are all others of a token of up
 * to eight. So no loop runs over a token's bytes unless it is longer: a processor guesses the end of such a loop wrong
 * nearly every time, which costs more than the bytes.
 *
 * @param words at most 65,535, each of 1 to 255 bytes; one that is not in lower case is never found, as in `sentiment`
 * @param letterOf what stands for each byte
 */
export function makeByteWordTable(words: readonly string[], letterOf: Uint8Array): ByteWordTable {
  const mask = 2 ** Math.ceil(Math.log2(words.length * 2 + 1)) - 1;
  // Of each word: its hash, its rest, its length and index + 1 (0: free), where its letters are.
  const slots = new Int32Array(slotSize * (mask + 1));
  const filter = new Int32Array(filterWords); // two bits of one number for each hash that some word has
  const letters = Buffer.from(words.join(''));

  let nextLetter = 0;
  words.forEach((word, index) => {
    const first = nextLetter;
    const length = Buffer.byteLength(word);
    nextLetter += length;
    if (word !== word.toLowerCase()) return;
    const hash = hashOf(letters, first, length);
    let slot = slotOf(hash);
    while (slots[slot + 2] !== 0) slot = (slot + slotSize) & (mask * slotSize + slotSize - 1);
    slots.set([hash, restOf(letters, first, length), (length << 16) | (index + 1), first], slot);
    const bits = (1 << (hash >>> bitShift)) | (1 << (hash >>> otherBitShift));
    filter[hash >>> filterShift] = (filter[hash >>> filterShift] as number) | bits;
  });

  function hashOf(bytes: Uint8Array, first: number, length: number): number {
    const last = first + length - 1 + ((length - 1) >>> 31); // `first` itself where the token is empty
    const key =
      (letterOf[bytes[first] as number] as number) |
      ((letterOf[bytes[first + (length >> 2)] as number] as number) << 8) |
      ((letterOf[bytes[first + (length >> 1)] as number] as number) << 16) |
      ((letterOf[bytes[last] as number] as number) << 24);
    return Math.imul(key ^ Math.imul(length, lengthPrime), prime);
  }

  function restOf(bytes: Uint8Array, first: number, length: number): number {
    const places = restPlaces[length & 15] as number;
    return (
      (letterOf[bytes[first + (places & 7)] as number] as number) |
      ((letterOf[bytes[first + ((places >> 3) & 7)] as number] as number) << 8) |
      ((letterOf[bytes[first + ((places >> 6) & 7)] as number] as number) << 16) |
      ((letterOf[bytes[first + (places >> 9)] as number] as number) << 24)
    );
  }

  function slotOf(hash: number): number {
    return ((hash ^ (hash >>> 15)) & mask) * slotSize;
  }

  function isAt(bytes: Uint8Array, first: number, length: number, letter: number): boolean {
    for (let i = 0; i < length; i++) {
      if (letterOf[bytes[first + i] as number] !== letters[letter + i]) return false;
    }
    return true;
  }

  return {
    hashOf,
    mayHave(hash) {
      const bits = filter[hash >>> filterShift] as number;
      return ((bits >>> (hash >>> bitShift)) & (bits >>> (hash >>> otherBitShift)) & 1) === 1;
    },
    indexOf(bytes, first, length, hash) {
      const rest = restOf(bytes, first, length);
      for (let slot = slotOf(hash); ; slot = (slot + slotSize) & (mask * slotSize + slotSize - 1)) {
        const known = slots[slot + 2] as number;
        if (known === 0) return -1;
        if (slots[slot] !== hash || slots[slot + 1] !== rest || known >> 16 !== length) continue;
        if (length <= wholeBytes || isAt(bytes, first, length, slots[slot + 3] as number))
          return (known & 0xffff) - 1;
      }
    },
  };
}

const slotSize = 4;
const prime = 0x9e37_79b1;
const lengthPrime = 0x85eb_ca6b;
/** 16 KiB: stays in the processor's nearest cache. By the hash's highest bits, which all of the key moves. */
const filterWords = 1 << 12;
const filterShift = 20;
/** The next five bits, and five more: a shift takes no more of what it is given. */
const bitShift = 15;
const otherBitShift = 10;

/** The longest token of which hash and rest hold every byte. */
const wholeBytes = 8;
/** Four places of three bits for each length: up to {@link wholeBytes} those that the hash leaves out. */
const restPlaces = Int16Array.from({ length: 16 }, (_, length) => {
  if (length > wholeBytes) return 0o7531;
  const hashed = [0, length >> 2, length >> 1, length - 1];
  const others = Array.from({ length }, (_, place) => place).filter((place) => !hashed.includes(place));
  return others.reduce((places, place) => places * 8 + place, 0);
});

import { hashToken } from './token-hash.ts';

/** Words that turn what follows; what ends in n't does too. */
const negators =
  'not no never nor neither nothing nobody none nowhere without hardly barely cannot cant dont doesnt didnt isnt wasnt arent werent wont wouldnt couldnt shouldnt aint havent hasnt hadnt'.split(
    ' ',
  );

const tableSize = 1_024;
const mask = tableSize - 1;

const table = makeTable();

/** Whether a word's hash is that of a negator. */
export function isNegator(hash: number): boolean {
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = table[slot] as number;
    if (found === hash) return true;
    if (found === 0) return false;
  }
}

function makeTable(): Int32Array {
  const slots = new Int32Array(tableSize);
  for (const negator of negators) {
    const hash = hashToken(negator);
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = hash;
  }
  return slots;
}

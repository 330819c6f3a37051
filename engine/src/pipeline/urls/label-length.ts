const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
/** A label of DNS has no more. */
const MAX_LABEL_LENGTH = 63;
/** No label with more UTF-16 units is 63 characters or less in punycode. */
const MAX_UNITS = 2 * MAX_LABEL_LENGTH;
/** No label with fewer is longer: `xn--`, a hyphen, and eight digits at most for each. */
const FEW_UNITS = 6;

function adapt(delta: number, numPoints: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / numPoints);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return Math.floor(k + ((BASE - T_MIN + 1) * rest) / (rest + 38));
}

/** Length of a label in punycode (RFC 3492), `xn--` included; beyond 63 any number above 63. */
function punycodeLength(label: string): number {
  if (!/[^\x20-\x7e]/.test(label)) return label.length;
  const points = Array.from(label, (character) => character.codePointAt(0) ?? 0);
  const numBasic = points.filter((point) => point < 128).length;
  let length = 4 + numBasic + (numBasic > 0 ? 1 : 0);
  let handled = numBasic;
  let n = 128;
  let delta = 0;
  let bias = 72;
  while (handled < points.length && length <= MAX_LABEL_LENGTH) {
    const next = points.reduce((least, point) => (point >= n && point < least ? point : least), 0x110000);
    // Not raised inside the loop below: RFC 3492 does, the punycode 1.4 that twitter-text stands on does not.
    const numHandled = handled + 1;
    delta += (next - n) * numHandled;
    n = next;
    for (const point of points) {
      if (point < n) delta += 1;
      if (point !== n) continue;
      let q = delta;
      for (let k = BASE; ; k += BASE) {
        const threshold = k <= bias ? T_MIN : Math.min(T_MAX, k - bias);
        length += 1;
        if (q < threshold) break;
        q = Math.floor((q - threshold) / (BASE - threshold));
      }
      bias = adapt(delta, numHandled, handled === numBasic);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    n += 1;
  }
  return length;
}

/**
 * Whether DNS has room for a label. The dots of other scripts (。．｡) part it into labels, whose lengths are counted
 * together, dots included, as twitter-text counts them.
 */
export function isLabelShortEnough(label: string): boolean {
  if (label.length > MAX_UNITS) return false;
  if (label.length > 0 && label.length <= FEW_UNITS) return true;
  const parts = label.split(/[\u3002\uFF0E\uFF61]/);
  const length = parts.reduce((sum, part) => sum + punycodeLength(part), parts.length - 1);
  return length >= 1 && length <= MAX_LABEL_LENGTH;
}

import { topLevelDomainEnd } from './top-level-domains.ts';
import { DOMAIN, urlClass } from './url-characters.ts';

const DOT = 0x2e;
const UNDERSCORE = 0x5f;
const HYPHEN = 0x2d;

/**
 * Finds where a domain that starts at a given place ends: labels, each followed by a dot, and a top-level domain
 * after the last dot that has one. Asked for ascending starts, it reads each character a few times at most however
 * many starts there are: what was learnt of a chain of labels is kept until the chain is left.
 *
 *     sub_domain.example.com/…      labels may hold `_`, but not the one before the top-level domain
 *     ├ label ──┤├ label ┤
 */
export class DomainFinder {
  readonly #text: string;
  /** The run of label characters last read: [.., #runEnd), and the place of its last `_`. */
  #runStart = 0;
  #runEnd = 0;
  #lastUnderscore = -1;
  /** The dots of the chain last read, first to last, and the last of them (after the first) that ends a domain. */
  #chainStart = -1;
  #chainEnd = -1;
  #bestDot = -1;
  #bestEnd = -1;
  #tldDot = -1;
  #tldEnd = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns where the longest domain starting at `start` ends; -1 when none does */
  endOf(start: number): number {
    if (!this.#isDomain(start)) return -1;
    if (start < this.#runStart || start >= this.#runEnd) this.#readRun(start);
    const dot = this.#runEnd;
    if (this.#text.charCodeAt(dot) !== DOT || !this.#isDomain(dot - 1)) return -1;
    if (dot < this.#chainStart || dot > this.#chainEnd) this.#readChain(dot);
    if (this.#bestDot > dot) return this.#bestEnd;
    return this.#lastUnderscore < start ? this.#topLevelAfter(dot) : -1;
  }

  #isDomain(index: number): boolean {
    return index < this.#text.length && ((urlClass[this.#text.charCodeAt(index)] ?? 0) & DOMAIN) !== 0;
  }

  #readRun(start: number): void {
    let end = start;
    this.#lastUnderscore = -1;
    for (; end < this.#text.length; end += 1) {
      const unit = this.#text.charCodeAt(end);
      if (unit === UNDERSCORE) this.#lastUnderscore = end;
      else if (unit !== HYPHEN && ((urlClass[unit] ?? 0) & DOMAIN) === 0) break;
    }
    this.#runStart = start;
    this.#runEnd = end;
  }

  #readChain(firstDot: number): void {
    const text = this.#text;
    this.#chainStart = firstDot;
    this.#bestDot = -1;
    let dot = firstDot;
    for (;;) {
      const start = dot + 1;
      let end = start;
      let hasUnderscore = false;
      for (; end < text.length; end += 1) {
        const unit = text.charCodeAt(end);
        if (unit === UNDERSCORE) hasUnderscore = true;
        else if (unit !== HYPHEN && ((urlClass[unit] ?? 0) & DOMAIN) === 0) break;
      }
      if (end === start || text.charCodeAt(end) !== DOT) break;
      if (!this.#isDomain(start) || !this.#isDomain(end - 1)) break;
      const topLevelEnd = hasUnderscore ? -1 : topLevelDomainEnd(text, end + 1, text.length);
      if (topLevelEnd >= 0) {
        this.#bestDot = end;
        this.#bestEnd = topLevelEnd;
      }
      dot = end;
    }
    this.#chainEnd = dot;
  }

  #topLevelAfter(dot: number): number {
    if (this.#tldDot !== dot) {
      this.#tldDot = dot;
      this.#tldEnd = topLevelDomainEnd(this.#text, dot + 1, this.#text.length);
    }
    return this.#tldEnd;
  }
}

import { asciiDomains } from './ascii-domains.ts';
import { DomainFinder } from './domain-finder.ts';
import { isLabelShortEnough } from './label-length.ts';
import { pathEnd, portEnd, queryEnd } from './path-end.ts';
import { BEFORE, SPACE, urlClass } from './url-characters.ts';

const MAX_URL_LENGTH = 4096;
const MAX_TCO_SLUG_LENGTH = 40;
const PROTOCOL = /https?:\/\//iy;
const TCO = /https?:\/\/t\.co\/([a-z0-9]+)/iy;

/** @returns where `http://` or `https://` at `start` ends, else `start` */
function protocolEnd(text: string, start: number): number {
  if ((text.charCodeAt(start) | 0x20) !== 0x68) return start;
  PROTOCOL.lastIndex = start;
  return PROTOCOL.test(text) ? PROTOCOL.lastIndex : start;
}

/**
 * Finds the URLs of a text by twitter-text's rules, in one pass from left to right and only as far as it is asked:
 * with or without `http://`, each character read a few times at most.
 */
export class UrlFinder {
  readonly #text: string;
  readonly #domains: DomainFinder;
  /** Where the search goes on: no URL starts before it that is not in the lists. */
  #position = 0;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#domains = new DomainFinder(text);
  }

  /**
   * @param index ascending from call to call
   * @returns where the URL starts that starts before `index` and ends behind it; -1 when there is none
   */
  startOfUrlAround(index: number): number {
    this.#skipTo(index);
    for (;;) {
      while (this.#next < this.#ends.length && (this.#ends[this.#next] ?? 0) <= index) this.#next += 1;
      const start = this.#starts[this.#next];
      if (start !== undefined) return start < index ? start : -1;
      if (!this.#findBefore(index)) return -1;
    }
  }

  /** No URL holds a space, so what stands before the last one cannot matter. */
  #skipTo(index: number): void {
    for (let space = index - 1; space > this.#position; space -= 1) {
      if (((urlClass[this.#text.charCodeAt(space)] ?? 0) & SPACE) === 0) continue;
      this.#position = space;
      return;
    }
  }

  /** Reads the next URL whose preceding character stands before `limit`. @returns whether there was one */
  #findBefore(limit: number): boolean {
    for (let before = this.#position; before < limit; before += 1) {
      const mayPrecede = ((urlClass[this.#text.charCodeAt(before)] ?? 0) & BEFORE) !== 0;
      if ((mayPrecede && this.#readAt(before + 1, before)) || (before === 0 && this.#readAt(0, -1)))
        return true;
    }
    this.#position = Math.max(this.#position, limit);
    return false;
  }

  /** Reads a URL at `start`, and goes on behind it even where it turns out to be none after all. */
  #readAt(start: number, before: number): boolean {
    const text = this.#text;
    const domainStart = protocolEnd(text, start);
    const domainEnd = this.#domains.endOf(domainStart);
    if (domainEnd < 0) return false;
    const pathStart = portEnd(text, domainEnd);
    const queryStart = pathEnd(text, pathStart);
    const end = queryEnd(text, queryStart);
    this.#position = end;

    const protocolLength = domainStart > start ? domainStart - start : 'https://'.length;
    if (protocolLength + end - start > MAX_URL_LENGTH) return true;
    const domain = text.slice(domainStart, domainEnd);
    if (domain.startsWith('xn--') && asciiDomains(domain).length === 0) return true;
    if (!domain.split('.').every(isLabelShortEnough)) return true;
    if (domainStart > start) this.#addWithProtocol(start, end);
    else this.#addDomains(domain, start, before, queryStart > pathStart ? end : -1);
    return true;
  }

  #add(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** X's own short links end after their slug, whatever path follows. */
  #addWithProtocol(start: number, end: number): void {
    TCO.lastIndex = start;
    const slug = TCO.exec(this.#text)?.[1];
    if (slug === undefined) this.#add(start, end);
    else if (slug.length <= MAX_TCO_SLUG_LENGTH) this.#add(start, queryEnd(this.#text, TCO.lastIndex, end));
  }

  #addDomains(domain: string, start: number, before: number, endOfPath: number): void {
    if (before >= 0 && '-_./'.includes(this.#text.charAt(before))) return;
    const spans = asciiDomains(domain);
    for (const [index, span] of spans.entries()) {
      const isLast = index === spans.length - 1;
      this.#add(start + span[0], isLast && endOfPath >= 0 ? endOfPath : start + span[1]);
    }
  }
}

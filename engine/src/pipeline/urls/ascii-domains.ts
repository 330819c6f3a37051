import { topLevelDomainEnd } from './top-level-domains.ts';
import { ASCII_DOMAIN, urlClass } from './url-characters.ts';

const DOT = 0x2e;

/** A half-open range of UTF-16 units. */
export type Span = readonly [start: number, end: number];

function isAsciiDomain(domain: string, index: number): boolean {
  return index < domain.length && ((urlClass[domain.charCodeAt(index)] ?? 0) & ASCII_DOMAIN) !== 0;
}

/**
 * The parts of a domain that are links without `http://` before them: `example.com` in `例example.com例`.
 * Like twitter-text, each is looked for by its text after the one before it, so a part whose text also stands
 * earlier, where it is no domain, is reported there.
 */
export function asciiDomains(domain: string): Span[] {
  const spans: Span[] = [];
  let searchFrom = 0;
  let index = 0;
  while (index < domain.length) {
    const start = index;
    let end = -1;
    for (;;) {
      const labelStart = index;
      while (isAsciiDomain(domain, index)) index += 1;
      if (index === labelStart || domain.charCodeAt(index) !== DOT) break;
      index += 1;
      const topLevelEnd = topLevelDomainEnd(domain, index, domain.length);
      if (topLevelEnd >= 0) end = topLevelEnd;
    }
    if (end >= 0) {
      const found = domain.slice(start, end);
      const at = domain.indexOf(found, searchFrom);
      searchFrom = at + found.length;
      spans.push([at, searchFrom]);
      index = end;
    } else if (index === start) {
      index += 1;
    }
  }
  return spans;
}

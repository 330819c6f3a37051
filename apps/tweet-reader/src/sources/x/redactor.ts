/** A shorter secret would turn ordinary words into `[redacted]`; X's keys have 25 characters and more. */
const SHORTEST_SECRET = 8;

/** Takes secrets out of text before anybody sees it, in every spelling a URL or a header gives them. */
export class Redactor {
  readonly #spellings = new Set<string>();

  /** From now on `secret` never leaves {@link redact}. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    this.#spellings.add(secret);
    this.#spellings.add(encodeURIComponent(secret));
    this.#spellings.add(Buffer.from(secret).toString('base64'));
    try {
      this.#spellings.add(decodeURIComponent(secret));
    } catch {
      // not percent-encoded
    }
  }

  redact(text: string): string {
    let redacted = text;
    for (const spelling of this.#spellings) redacted = redacted.replaceAll(spelling, '[redacted]');
    return redacted;
  }
}

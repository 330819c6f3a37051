/** A text without its links and @names, which say who and where, not how: each becomes a blank. */
export function withoutAddresses(text: string): string {
  return text.replace(/https?:\/\/\S+|@\w+/g, ' ');
}

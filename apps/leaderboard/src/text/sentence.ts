/** `text` with a full stop, unless it ends as a sentence does already. */
export function asSentence(text: string): string {
  return /[.!?…。！？]$/u.test(text) ? text : `${text}.`;
}

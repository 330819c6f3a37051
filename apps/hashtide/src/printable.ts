/** `text` as it may go to a terminal, whoever wrote it: of the control characters only line breaks and tabs are left. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Control}/gu, '\uFFFD');
}

/** Pushes each line of `bytes` (UTF-8) without its `\n`. What follows the last `\n` is a line if it is not empty. */
export function decodeLines(bytes: Uint8Array, push: (line: string) => void): void {
  // One decode for all of it: a call into the decoder for every line costs more than the cutting.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let begin = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', begin)) {
    push(text.slice(begin, end));
    begin = end + 1;
  }
  if (begin < text.length) push(text.slice(begin));
}

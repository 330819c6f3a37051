/** Whether V8 has run out of stack. */
export function isStackOverflow(error: Error): boolean {
  return error.name === 'RangeError' && error.message === 'Maximum call stack size exceeded';
}

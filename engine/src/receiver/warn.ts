/** Tells whoever runs the process of something that costs data or speed and stops nothing. `code` is stable. */
export function warn(code: string, message: string): void {
  process.emitWarning(message, { type: 'StreamingWarning', code });
}

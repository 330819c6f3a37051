import { expect } from 'vitest';
import type { TestTerminal } from './terminal.ts';

/** Rows and keys are on the screen. */
export async function drawn(terminal: TestTerminal): Promise<void> {
  await terminal.waitUntil(({ text }) => text.includes('#Spark') && text.includes('q quit'));
}

/** The board is gone, what was there before is back, and the cursor can be seen. */
export function expectRestored(terminal: TestTerminal): void {
  expect(terminal.buffer).toBe('normal');
  expect(terminal.lines[0]).toBe('BEFORE');
  expect(terminal.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'));
  expect(terminal.raw.lastIndexOf('\u001b[?7h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?7l'));
}

/** Cursor moves, erasing, colours and modes are the board's own; anything else came from outside. */
export function expectOnlyOurControls(raw: string): void {
  const rest = raw
    .replace(/\u001b\[[\d;]*[A-HJKm]|\u001b\[\?(?:25|7|1049|2026|2004)[hl]/gu, '')
    .replace(/[\r\n]/gu, '');
  expect(rest).not.toMatch(/[\p{Control}\u202a-\u202e\u2066-\u2069\u200e\u200f\u{e0000}-\u{e007f}]/u);
}

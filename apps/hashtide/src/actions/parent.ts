import type { PartMessage } from './child.ts';

/** Tells the process that started us, if there is one. */
export function tellParent(message: PartMessage): void {
  process.send?.(message);
}

/** Asks the user yes or no: through the parent, or on the terminal. false where there is neither. */
export async function askUser(text: string): Promise<boolean> {
  if (process.send !== undefined) {
    tellParent({ type: 'question', text });
    return new Promise((resolve) => {
      const onMessage = (message: unknown): void => {
        if (
          typeof message !== 'object' ||
          message === null ||
          !('type' in message) ||
          message.type !== 'answer'
        )
          return;
        process.off('message', onMessage);
        resolve('answer' in message && message.answer === true);
      };
      process.on('message', onMessage);
    });
  }
  return process.stdin.isTTY && process.stderr.isTTY ? askTerminal(text) : false;
}

/** Asks on the terminal; Enter alone means no. */
export async function askTerminal(text: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${text} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

const WIDTH = 80;

/** Examples come first: they are what most people look for. What each does stands beside it, or below where lines are long. */
export function examples(...lines: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const fits = lines.every(([, what]) => 4 + width + 3 + what.length <= WIDTH);
  return `${lines
    .map(([command, what]) =>
      fits ? `  $ ${command.padEnd(width)}   ${what}` : `  $ ${command}\n      ${what}`,
    )
    .join('\n')}\n`;
}

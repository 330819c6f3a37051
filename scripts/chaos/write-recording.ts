import { closeSync, openSync, writeSync } from 'node:fs';
import { type ChaosTweetOptions, chaosLines } from './chaos-tweets.ts';

const LINES_A_WRITE = 2000;

/** Writes a seeded recording, and tells each of its lines. */
export function writeRecording(
  file: string,
  numRecords: number,
  options: ChaosTweetOptions,
  onLine: (line: string) => void = () => {},
): void {
  const fd = openSync(file, 'w', 0o600);
  let lines: string[] = [];
  const write = (): void => {
    if (lines.length > 0) writeSync(fd, `${lines.join('\n')}\n`);
    lines = [];
  };
  for (const line of chaosLines(numRecords, options)) {
    onLine(line);
    lines.push(line);
    if (lines.length >= LINES_A_WRITE) write();
  }
  write();
  closeSync(fd);
}

import { readFileSync } from 'node:fs';

/** A block of code of a document. */
export interface CodeBlock {
  /** The heading that it stands under. */
  readonly heading: string;
  /** What follows the three backticks, such as `ts`. */
  readonly language: string;
  readonly code: string;
}

/** The blocks of a Markdown file, in order. */
export function codeBlocks(file: URL): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = '';
  let open: { readonly language: string; readonly lines: string[] } | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const fence = /^```(\w*)/.exec(line);
    if (open !== undefined && fence !== null) {
      blocks.push({ heading, language: open.language, code: open.lines.join('\n') });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else if (fence !== null) open = { language: fence[1] ?? '', lines: [] };
    else if (line.startsWith('#')) heading = line.replace(/^#+\s*/, '');
  }
  return blocks;
}

/** A case of twitter-text's `extract.yml`. */
export interface ExtractCase {
  readonly description: string;
  readonly text: string;
  readonly expected: readonly unknown[];
}

/** Reads one section of `extract.yml`: just the YAML that file uses, whose values are JSON but for `\U` escapes. */
export function readExtractCases(yaml: string, section: string): ExtractCase[] {
  const lines = yaml.split('\n');
  const start = lines.indexOf(`  ${section}:`);
  if (start < 0) return [];
  const cases: { description: string; text: string; expected: unknown[] }[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^ {2}\S/.test(line)) break;
    const [, name, value = ''] = /^\s+(?:- )?(\w+):\s*(.*)$/.exec(line) ?? [];
    const last = cases.at(-1);
    if (name === 'description')
      cases.push({ description: readValue(value) as string, text: '', expected: [] });
    else if (last === undefined || value === '') continue;
    else if (name === 'text') last.text = readValue(value) as string;
    else if (name === 'expected') last.expected = readValue(value) as unknown[];
    else if (name === 'hashtag') last.expected.push({ hashtag: readValue(value) });
    else if (name === 'indices') Object.assign(last.expected.at(-1) as object, { indices: readValue(value) });
  }
  return cases;
}

function readValue(yaml: string): unknown {
  const json = yaml.replace(/\\U([0-9a-f]{8})/gi, (_escape, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 16)),
  );
  return JSON.parse(json);
}

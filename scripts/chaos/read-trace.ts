import type { DiskOperation } from './disk-operation.ts';

/** How strace has to be called so that {@link readTrace} can read what it writes. */
export const TRACE_OPTIONS: readonly string[] = [
  ...['-f', '-y', '-xx', '-qq', '-s', '1048576', '--seccomp-bpf', '-e'],
  'trace=openat,write,writev,pwrite64,pwritev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat',
];

interface OpenFile {
  position: number;
  readonly isAppending: boolean;
}

/**
 * What strace wrote of one process: its operations below `folder`, and what it told. A write counts when it begins: it
 * may be on the disk before it returns. A sync counts when it returns.
 */
export function* readTrace(text: string, folder: string): Generator<DiskOperation> {
  const files = new Map<string, OpenFile>();
  const unfinished = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const begun = / <unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. \w+ resumed>/.exec(rest);
    if (begun !== null) {
      const start = rest.slice(0, begun.index);
      unfinished.set(thread, start);
      if (isWrite(start)) yield* operationOf(`${start}) = ?`, files, folder);
      continue;
    }
    if (resumed === null) {
      yield* operationOf(rest, files, folder);
      continue;
    }
    const start = unfinished.get(thread) ?? '';
    if (!isWrite(start)) yield* operationOf(start + rest.slice(resumed[0].length), files, folder);
  }
}

function isWrite(call: string): boolean {
  return /^p?writev?(64)?\(/.test(call);
}

function* operationOf(call: string, files: Map<string, OpenFile>, folder: string): Generator<DiskOperation> {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\) += (\S+)/s.exec(call) ?? [];
  if (name === '' || result.startsWith('-1')) return;
  const strings = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => bytesOf(hex));
  const paths = strings.map((bytes) => bytes.toString());
  const [, fd = '', hexTarget = ''] = /^(\d+)<([^>]*)>/.exec(args) ?? [];
  const path = targetOf(hexTarget);
  const isOurs = (one: string): boolean => one === folder || one.startsWith(`${folder}/`);

  if (name === 'openat') {
    const [opened = ''] = paths;
    const flags = args.slice(args.lastIndexOf('"'));
    files.set(/^\d+/.exec(result)?.[0] ?? '', { position: 0, isAppending: flags.includes('O_APPEND') });
    const creates = flags.includes('O_CREAT');
    if (isOurs(opened) && creates)
      yield { kind: 'open', path: opened, creates, truncates: flags.includes('O_TRUNC') };
  } else if (isWrite(call)) {
    const bytes = Buffer.concat(strings);
    if (/^(socket|pipe):/.test(path)) yield { kind: 'told', text: bytes.toString('latin1') };
    else if (isOurs(path))
      yield { kind: 'write', path, at: placeOf(name, args, fd, files, bytes.length), bytes };
  } else if (name.endsWith('sync')) {
    if (isOurs(path)) yield { kind: 'sync', path };
  } else if (name === 'ftruncate') {
    if (isOurs(path)) yield { kind: 'truncate', path, size: Number(/(\d+)$/.exec(args)?.[1]) };
  } else if (isOurs(paths[0] ?? '')) {
    const [from = '', to = ''] = paths;
    if (name.startsWith('rename')) yield { kind: 'rename', from, to };
    else if (name.startsWith('link')) yield { kind: 'link', from, to };
    else if (name.startsWith('unlink')) yield { kind: 'remove', path: from };
    else if (name.startsWith('mkdir')) yield { kind: 'makeFolder', path: from };
  }
}

/** Where a write goes: as it says, or where the file stands. */
function placeOf(
  name: string,
  args: string,
  fd: string,
  files: Map<string, OpenFile>,
  length: number,
): number | undefined {
  if (name.startsWith('p')) return Number(/, (\d+)$/.exec(args)?.[1]);
  const file = files.get(fd) ?? { position: 0, isAppending: false };
  files.set(fd, file);
  if (file.isAppending) return undefined;
  const at = file.position;
  file.position += length;
  return at;
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}

/** What a file descriptor stands for: a path, `socket:[…]`, `pipe:[…]`. */
function targetOf(hexOrText: string): string {
  return hexOrText.startsWith('\\x') ? bytesOf(hexOrText).toString() : hexOrText;
}

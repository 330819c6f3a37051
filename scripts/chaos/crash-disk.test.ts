import { expect, test } from 'vitest';
import { Random } from '../fixture/random.ts';
import { CrashDisk } from './crash-disk.ts';
import type { DiskOperation } from './disk-operation.ts';
import { readTrace } from './read-trace.ts';

const open = (path: string): DiskOperation => ({ kind: 'open', path, creates: true, truncates: false });
const write = (path: string, at: number | undefined, text: string): DiskOperation => ({
  ...{ kind: 'write', path, at },
  bytes: Buffer.from(text),
});
const sync = (path: string): DiskOperation => ({ kind: 'sync', path });

/** Everything that may be found at a path, over many images; `-`: no such file. */
function found(operations: readonly DiskOperation[], path: string): Set<string> {
  const disk = new CrashDisk();
  for (const operation of operations) disk.apply(operation);
  const random = new Random(1);
  return new Set(Array.from({ length: 300 }, () => disk.image(random).get(path)?.toString() ?? '-'));
}

test('what was synced, with its name, is always found', () => {
  const operations = [open('/d/a'), write('/d/a', 0, 'one'), sync('/d/a'), sync('/d')];

  expect(found(operations, '/d/a')).toEqual(new Set(['one']));
});

test('what was not synced is found, or not', () => {
  const operations = [
    open('/d/a'),
    write('/d/a', 0, 'one'),
    sync('/d/a'),
    sync('/d'),
    write('/d/a', undefined, 'two'),
  ];

  expect(found(operations, '/d/a')).toEqual(new Set(['one', 'onetwo']));
});

test('a name whose folder was not synced may be missing, though the file was synced', () => {
  expect(found([open('/d/a'), write('/d/a', 0, 'x'), sync('/d/a')], '/d/a')).toEqual(new Set(['-', 'x']));
});

test('a rename that was not synced leaves the old name or the new one', () => {
  const before = [open('/d/a'), write('/d/a', 0, 'x'), sync('/d/a'), sync('/d')];
  const operations: DiskOperation[] = [...before, { kind: 'rename', from: '/d/a', to: '/d/b' }];

  expect(found(operations, '/d/b')).toEqual(new Set(['-', 'x']));
  expect(found([...operations, sync('/d')], '/d/b')).toEqual(new Set(['x']));
  expect(found([...operations, sync('/d')], '/d/a')).toEqual(new Set(['-']));
});

test('a long write is torn between sectors, never within', () => {
  const operations = [open('/d/a'), sync('/d/a'), sync('/d'), write('/d/a', 0, 'x'.repeat(1024))];
  const images = found(operations, '/d/a');

  expect(images.size).toBeGreaterThan(3);
  for (const image of images) expect(image).toMatch(/^((x{512}|\0{512})(x{512})?)?$/);
});

test('a shorter file is shorter, or not yet', () => {
  const before = [open('/d/a'), write('/d/a', 0, 'abcdef'), sync('/d/a'), sync('/d')];

  expect(found([...before, { kind: 'truncate', path: '/d/a', size: 2 }], '/d/a')).toEqual(
    new Set(['abcdef', 'ab']),
  );
});

test('a trace is read: paths and bytes in hex, calls that were interrupted, what lies elsewhere left out', () => {
  const hex = (text: string) =>
    [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const trace = [
    `7 openat(AT_FDCWD<${hex('/')}>, "${hex('/d/a')}", O_WRONLY|O_CREAT, 0600) = 5<${hex('/d/a')}>`,
    `7 openat(AT_FDCWD<${hex('/')}>, "${hex('/etc/x')}", O_WRONLY|O_CREAT, 0600) = 6<${hex('/etc/x')}>`,
    `7 write(5<${hex('/d/a')}>, "${hex('ab')}", 2) = 2`,
    `8 writev(5<${hex('/d/a')}>, [{iov_base="${hex('cd')}", iov_len=2}, {iov_base="${hex('e')}", iov_len=1}], 2 <unfinished ...>`,
    `9 fdatasync(5<${hex('/d/a')}> <unfinished ...>`,
    `7 write(9<socket:[1]>, "${hex('{"ack":3}\n')}", 10) = 10`,
    `8 <... writev resumed>) = 3`,
    `9 <... fdatasync resumed>) = 0`,
    `7 pwrite64(5<${hex('/d/a')}>, "${hex('z')}", 1, 4096) = 1`,
    `7 fsync(5<${hex('/d/a')}>) = -1 EIO (Input/output error) (INJECTED)`,
    `7 unlink("${hex('/d/a')}") = 0`,
  ].join('\n');

  expect([...readTrace(trace, '/d')]).toEqual([
    open('/d/a'),
    write('/d/a', 0, 'ab'),
    write('/d/a', 2, 'cde'),
    { kind: 'told', text: '{"ack":3}\n' },
    sync('/d/a'),
    write('/d/a', 4096, 'z'),
    { kind: 'remove', path: '/d/a' },
  ]);
});

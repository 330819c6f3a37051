import { SystemClock } from '@hashtide/engine';
import { parseSpeed, replaySource, runReader, type TweetSource, xSource } from '@hashtide/tweet-reader';
import type { ReadReplayOptions, ReadXOptions } from '../commands/read.ts';
import { startLifecycle } from '../lifecycle.ts';
import { describeRules } from './describe-rules.ts';
import { askUser, tellParent } from './parent.ts';
import { dataDir, spoolPath } from './paths.ts';
import { say, sayAlone } from './say.ts';
import { xCredentials } from './x-credentials.ts';
import { xEndpoint } from './x-endpoint.ts';

const clock = new SystemClock();

/** `hashtide read replay`: serves a recording; done when every engine has all of it. */
export async function readReplay(file: string, options: ReadReplayOptions): Promise<number> {
  const { speed, loop, limit, maxGap, start } = options;
  const source = await replaySource({
    file,
    speed: parseSpeed(speed),
    clock,
    log: say,
    ...(loop === true && { loop }),
    ...(limit !== undefined && { limit }),
    ...(maxGap !== undefined && { maxGapMs: maxGap }),
    ...(start !== undefined && { start }),
  });
  // What can be read again need not be kept, and what loops never ends.
  const isKept = options.spool && source.total === undefined && loop !== true;
  return serve(source, options.port, isKept ? spoolPath('stdin', options.dataDir) : undefined);
}

/** `hashtide read x`: streams from X until it is stopped or can never go on. */
export async function readX(options: ReadXOptions): Promise<number> {
  const source = xSource({
    ...xCredentials(process.env),
    rules: options.rule.map((value) => ({ value })),
    maxPostsPerDay: options.maxPostsPerDay,
    dataDirectory: dataDir(options.dataDir),
    clock,
    log: (_level, message) => say(message),
    onRulesSynchronised: (rules) => say(describeRules(rules)),
    ...xEndpoint(process.env),
    onTooManyConnections: async () =>
      options.takeOver === true ||
      askUser('X says that another connection is open with this key. Close that one and go on here?'),
  });
  const spool = options.spool ? spoolPath('x', options.dataDir) : undefined;
  return serve(tellingWhenSettled(source), options.port, spool);
}

/** @param spool the folder of the spool; undefined: in memory */
async function serve(source: TweetSource, port: number, spool: string | undefined): Promise<number> {
  const lifecycle = startLifecycle(sayAlone);
  const { records, dropped } = await runReader({
    source,
    host: '127.0.0.1',
    port,
    clock,
    signal: lifecycle.signal,
    log: say,
    ...(spool !== undefined && { diskSpool: { folder: spool } }),
    onListening: (listening) => {
      const address = `127.0.0.1:${listening}`;
      sayAlone(`${source.name} (${source.about}) on ${address}; next: hashtide run --reader ${address}`);
      tellParent({ type: 'listening', port: listening });
    },
  });
  sayAlone(`${records} records read${dropped > 0 ? `, ${dropped} dropped because no engine took them` : ''}`);
  return lifecycle.exitCode();
}

/** The same source; tells the parent once when it has been reached, or has not and will be tried again. */
function tellingWhenSettled(source: TweetSource): TweetSource {
  const { name, clock, epoch, total } = source;
  let hasSettled = false;
  return {
    ...{ name, clock, epoch, total },
    get about() {
      return source.about;
    },
    async *events(signal, from) {
      for await (const event of source.events(signal, from)) {
        if (!hasSettled && event.kind === 'condition' && event.condition.state !== 'connecting') {
          hasSettled = true;
          tellParent({ type: 'settled' });
        }
        yield event;
      }
    },
  };
}

import { Command } from 'commander';
import { backupCommand } from './commands/backup.ts';
import { benchCommand } from './commands/bench.ts';
import { correctionsCommand } from './commands/corrections.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { hashtagsCommand } from './commands/hashtags.ts';
import { historyCommand } from './commands/history.ts';
import { liveCommand } from './commands/live.ts';
import { readCommand } from './commands/read.ts';
import { recordCommand } from './commands/record.ts';
import { replayCommand } from './commands/replay.ts';
import { restoreCommand } from './commands/restore.ts';
import { runCommand } from './commands/run.ts';
import { scoreCommand } from './commands/score.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { examples } from './examples.ts';
import { applySettings } from './settings.ts';
import { throwUsageErrors } from './usage-error.ts';
import { version } from './version.ts';

/** The whole command line. Commands are described here and loaded when they run. */
export function makeProgram(): Command {
  const program = new Command('hashtide')
    .description('Live hashtag sentiment in your terminal.')
    .version(version)
    .addHelpText(
      'before',
      examples(
        ['hashtide demo', 'watch the bundled recording: no key, no network'],
        ['hashtide live --rule "#typescript lang:en"', 'the same on X (X_BEARER_TOKEN in .env)'],
        ['hashtide replay tweets.ndjson.gz --speed max --json', 'count a recording'],
      ),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 done · 1 failure · 2 usage · 3 no engine · 4 key · 5 quota · \n            130 Ctrl-C',
    )
    .enablePositionalOptions()
    .hook('preAction', (_, command) => applySettings(command));
  const start = { heading: 'Start here:' };
  const parts = { heading: 'One part each:' };
  const tools = { heading: 'Tools:' };
  for (const [command, group] of [
    [demoCommand(), start],
    [liveCommand(), start],
    [replayCommand(), start],
    [readCommand(), parts],
    [runCommand(), parts],
    [watchCommand(), parts],
    [recordCommand(), parts],
    [hashtagsCommand(), tools],
    [scoreCommand(), tools],
    [evaluateCommand(), tools],
    [correctionsCommand(), tools],
    [benchCommand(), tools],
    [historyCommand(), tools],
    [verifyCommand(), tools],
    [backupCommand(), tools],
    [restoreCommand(), tools],
    [doctorCommand(), tools],
  ] as const) {
    program.addCommand(command.helpGroup(group.heading).copyInheritedSettings(program));
  }
  throwUsageErrors(program);
  return program;
}

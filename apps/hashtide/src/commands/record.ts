import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { type HostPort, parseBytes, parseDurationMs } from '../parse-values.ts';
import { settings } from '../settings.ts';

export interface RecordOptions {
  readonly reader: HostPort;
  readonly output: string;
  readonly rotateSize?: number;
  readonly rotateTime?: number;
}

export function recordCommand(): Command {
  return new Command('record')
    .description('write what a running reader sends to a file that replays to the same numbers')
    .addHelpText(
      'before',
      examples(['hashtide record -o evening.ndjson.gz', 'until Ctrl-C or the end of the recording']),
    )
    .addOption(settings.reader())
    .requiredOption('-o, --output <file>', '.ndjson or .ndjson.gz; never overwritten')
    .addOption(
      new Option('--rotate-size <bytes>', 'a new file after so many bytes, such as 200MB').argParser(
        parseBytes,
      ),
    )
    .addOption(
      new Option('--rotate-time <duration>', 'a new file after so long, such as 1h').argParser(
        parseDurationMs,
      ),
    )
    .action(async (options: RecordOptions) => {
      process.exitCode = await (await import('../actions/record.ts')).recordStream(options);
    });
}

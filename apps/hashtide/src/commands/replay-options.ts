import { type Command, Option } from 'commander';
import { parseDurationMs, parseInteger, parseMoment } from '../parse-values.ts';

/** How a recording is played. */
export interface ReplayOptions {
  /** `recorded`, `10x`, `max`: checked by the replay source. */
  readonly speed: string;
  readonly limit?: number;
  readonly maxGap?: number;
  readonly start?: number;
  readonly loop?: boolean;
}

/** The options of every command that plays a recording. */
export function addReplayOptions(command: Command, defaultSpeed: string): Command {
  return command
    .addOption(new Option('--speed <speed>', 'recorded, 10x, max').default(defaultSpeed))
    .addOption(new Option('--limit <n>', 'stop after n records').argParser(parseInteger(1)))
    .addOption(
      new Option('--max-gap <duration>', 'wait no longer than this for the next record').argParser(
        parseDurationMs,
      ),
    )
    .addOption(
      new Option('--start <moment>', 'when bare text lines begin (default: the file’s time)').argParser(
        parseMoment,
      ),
    )
    .addOption(new Option('--loop', 'begin again at the end, times and ids shifted'));
}

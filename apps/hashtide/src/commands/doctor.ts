import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';

export interface DoctorOptions {
  readonly dataDir?: string;
  readonly feedPort: number;
  readonly port: number;
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check what hashtide needs, each with its cure')
    .addHelpText(
      'before',
      examples(
        ['hashtide doctor', 'all checks; exit 0 when all is well'],
        ['hashtide doctor --json', 'for scripts'],
      ),
    )
    .addOption(settings.dataDir())
    .addOption(settings.port())
    .addOption(settings.feedPort())
    .addOption(new Option('--json', 'one JSON object'))
    .action(async (options: DoctorOptions) => {
      process.exitCode = await (await import('../actions/doctor.ts')).doctor(options, process.stdout);
    });
}

/** The four faces of one view model. */
export type Mode = 'board' | 'plain' | 'json' | 'accessible';

/** What decides how the screen looks; read before Ink is loaded. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isStdinTty: boolean;
  readonly isStdoutTty: boolean;
}

/** A face, and what turned it on: a flag, a variable of the environment, or the lack of a terminal. */
export interface ChosenMode {
  readonly mode: Mode;
  readonly because: string;
}

/** `auto`: the board on a terminal that can show it, else plain lines; ACCESSIBLE turns on sentences. */
export function chooseMode(wanted: Mode | 'auto', surroundings: Surroundings): ChosenMode {
  const { env, isStdinTty, isStdoutTty } = surroundings;
  if (wanted !== 'auto') return { mode: wanted, because: `--${wanted}` };
  if (isSet(env.ACCESSIBLE)) return { mode: 'accessible', because: 'ACCESSIBLE' };
  if (!isStdoutTty) return { mode: 'plain', because: 'the output is no terminal' };
  if (!isStdinTty) return { mode: 'plain', because: 'the input is no terminal' };
  if (env.TERM === 'dumb') return { mode: 'plain', because: 'TERM=dumb' };
  if (env.CI !== undefined) return { mode: 'plain', because: 'CI is set' };
  return { mode: 'board', because: 'a terminal' };
}

/** Flag, then FORCE_COLOR, then NO_COLOR (set and not empty), then yes. */
export function chooseColor(
  wanted: 'auto' | 'always' | 'never' | undefined,
  env: Surroundings['env'],
): boolean {
  if (wanted === 'always') return true;
  if (wanted === 'never') return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return (env.NO_COLOR ?? '') === '';
}

/** Flag, else where the terminal or the locale cannot show more. A locale nobody set tells nothing. */
export function chooseAscii(wanted: boolean | undefined, env: Surroundings['env']): boolean {
  if (wanted !== undefined) return wanted;
  if (env.TERM === 'linux' || env.TERM === 'dumb') return true;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => (value ?? '') !== '');
  return locale !== undefined && !/utf-?8/iu.test(locale);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

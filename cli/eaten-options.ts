import { PROGRAM } from '../shared/values/program.ts';
import { quoted } from '../shared/values/shell.ts';
import { BadUsage, type Command, type Environment, type Options, type Valued } from './command.ts';
import { nearest } from './nearest.ts';

/**
 * Refuses options that npm took for its own: `npm run pause --operation x` hands the script no option at all, which would
 * pause everything. Throws `BadUsage` with the line to paste.
 */
export function refuseEatenOptions(
  { name, options = {}, refuses = {} }: Command,
  args: readonly string[],
  environment: Environment,
): void {
  // Reached through npx, every option arrives.
  if (!environment.npm_lifecycle_event || environment.npm_command === 'exec') return;
  const known = { ...options, ...Object.fromEntries(Object.keys(refuses).map((one) => [one, { says: '' }])) };
  const eaten = eatenBy(environment, known);
  if (eaten.length === 0) return;
  // npm hands over a value only where it was written with an equals sign; else it stands among the words.
  const isBare = ({ takes, value }: Eaten) => takes !== undefined && value === 'true';
  const isClear = args.length === 1 && eaten.filter(isBare).length === 1;
  const typed = eaten.flatMap((one) => {
    if (one.takes === undefined) return [`--${one.option}`];
    return [`--${one.option}`, !isBare(one) ? word(one.value) : isClear ? word(args[0] ?? '') : one.takes];
  });
  throw new BadUsage(
    [
      `npm took ${eaten.map(({ asTyped }) => `--${asTyped}`).join(', ')} for itself, so nothing was done. Type`,
      `  ${[PROGRAM, name, ...(isClear ? [] : args.map(word)), ...typed].join(' ')}`,
    ].join('\n'),
  );
}

interface Eaten {
  readonly asTyped: string;
  readonly option: string;
  /** What the option takes; undefined where it is there or not. */
  readonly takes: string | undefined;
  readonly value: string;
}

const PREFIX = 'npm_config_';

/** What npm knows of these options, mistyped ones included: it is silent about what it does not know. */
function eatenBy(environment: Environment, options: Options): Eaten[] {
  const names = Object.keys(options);
  const eaten = Object.entries(environment).flatMap(([variable, value]) => {
    if (!variable.startsWith(PREFIX) || value === undefined) return [];
    const asTyped = variable.slice(PREFIX.length).replaceAll('_', '-');
    const option = names.includes(asTyped) ? asTyped : nearest(asTyped, names);
    const asked = option === undefined ? undefined : options[option];
    if (option === undefined || !asked) return [];
    const { takes } = asked as Partial<Valued>;
    // So npm writes down that a flag is not set.
    return takes === undefined && value === '' ? [] : [{ asTyped, option, takes, value }];
  });
  return eaten.sort((one, other) => names.indexOf(one.option) - names.indexOf(other.option));
}

const word = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : quoted(text));

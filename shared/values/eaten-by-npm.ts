import { nearest } from './nearest.ts';
import { shellWord } from './shell.ts';

/** The variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/** An option that npm took for its own. */
interface Eaten {
  readonly asTyped: string;
  readonly option: string;
  /** What stands behind the option, as `<name>`; undefined where it is there or not. */
  readonly takes: string | undefined;
  readonly value: string;
}

const PREFIX = 'npm_config_';

/**
 * What to say where npm took options of ours for its own: `npm run pause --operation x` hands the script no option at all.
 * `options` are ours, each with what it takes; `line` is how to type it so that they arrive. Undefined where npm took none.
 */
export function eatenByNpm(
  line: string,
  options: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
  environment: Environment,
): string | undefined {
  // Reached through npx, every option arrives.
  if (!environment.npm_lifecycle_event || environment.npm_command === 'exec') return undefined;
  const eaten = optionsIn(environment, options);
  if (eaten.length === 0) return undefined;
  // npm hands over a value only where it was written with an equals sign; else it stands among the words.
  const isBare = ({ takes, value }: Eaten) => takes !== undefined && value === 'true';
  const isClear = args.length === 1 && eaten.filter(isBare).length === 1;
  const typed = eaten.flatMap((one) => {
    if (one.takes === undefined) return [`--${one.option}`];
    return [
      `--${one.option}`,
      !isBare(one) ? shellWord(one.value) : isClear ? shellWord(args[0] ?? '') : one.takes,
    ];
  });
  return [
    `npm took ${eaten.map(({ asTyped }) => `--${asTyped}`).join(', ')} for itself, so nothing was done. Type`,
    `  ${[line, ...(isClear ? [] : args.map(shellWord)), ...typed].join(' ')}`,
  ].join('\n');
}

/** What npm knows of these options, mistyped ones included: it is silent about what it does not know. */
function optionsIn(environment: Environment, options: Readonly<Record<string, string | undefined>>): Eaten[] {
  const names = Object.keys(options);
  const eaten = Object.entries(environment).flatMap(([variable, value]) => {
    if (!variable.startsWith(PREFIX) || value === undefined) return [];
    const asTyped = variable.slice(PREFIX.length).replaceAll('_', '-');
    const near = names.includes(asTyped) ? [asTyped] : nearest(asTyped, names);
    if (near.length === 0) return [];
    // Nobody knows which of several is meant; typed again as it was, the command refuses it and names them.
    const [option = asTyped] = near.length === 1 ? near : [];
    const takes = options[option];
    // So npm writes down that a flag is not set.
    return takes === undefined && value === '' ? [] : [{ asTyped, option, takes, value }];
  });
  return eaten.sort((one, other) => names.indexOf(one.option) - names.indexOf(other.option));
}

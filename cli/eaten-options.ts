import { eatenByNpm } from '../shared/values/eaten-by-npm.ts';
import { PROGRAM } from '../shared/values/program.ts';
import { BadUsage, type Command, type Environment, type Valued } from './command.ts';

/** Refuses options that npm took for its own, which a command must not do without. Throws `BadUsage` with the line to paste. */
export function refuseEatenOptions(
  { name, options = {}, refuses = {}, renamed = {} }: Command,
  args: readonly string[],
  environment: Environment,
): void {
  const known = Object.entries(options).map(([option, asked]) => [option, (asked as Partial<Valued>).takes]);
  const old = Object.entries(renamed).map(([was, is]) => [was, (options[is] as Partial<Valued>).takes]);
  const refused = Object.keys(refuses).map((option) => [option, undefined]);
  const said = eatenByNpm(
    `${PROGRAM} ${name}`,
    Object.fromEntries([...known, ...old, ...refused]),
    args,
    environment,
  );
  if (said) throw new BadUsage(said);
}

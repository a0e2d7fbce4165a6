import { commandLine } from './command-line.ts';

/** What is packaged, and for which region of AWS, else for that of serverless.yml. */
export interface PackageOptions {
  readonly stage: string;
  readonly region?: string;
}

const line = commandLine('package');

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readPackageOptions(args: readonly string[]): PackageOptions | 'help' {
  const { values, positionals } = line.parse(args, {
    stage: { type: 'string' },
    region: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  if (positionals.length > 0) throw line.wrong(`unexpected ${JSON.stringify(positionals[0])}`);
  const { stage = 'dev', region } = values;
  return { stage, ...(region && { region }) };
}

/** The text of `--help`. */
export const PACKAGE_USAGE = `npm run package -- [--stage <stage>] [--region <aws region>]

Checks the environment, the policy and the schedules of a stage (dev unless given) as its functions will read them, builds the
functions, and packages them into .serverless/, without network and without an account. npm run deploy -- --help lists the
variables; npm run deploy -- --dry-run packages too, and shows what would be deployed.

Exit codes: 0 packaged, 1 not built or not packaged, 64 something to mend, a line each.
`;

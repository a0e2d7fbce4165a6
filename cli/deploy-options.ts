import { commandLine } from './command-line.ts';
import type { PackageOptions } from './package-options.ts';

/** What the command line asks for. */
export interface DeployOptions extends PackageOptions {
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const line = commandLine('deploy');

/** Reads the arguments after the command's name, `help` when they ask for it. Throws `BadUsage`. */
export function readDeployOptions(args: readonly string[]): DeployOptions | 'help' {
  const { values, positionals } = line.parse(args, {
    stage: { type: 'string' },
    region: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  if (positionals.length > 0) throw line.wrong(`unexpected ${JSON.stringify(positionals[0])}`);
  const { stage, region, 'dry-run': dryRun, yes } = values;
  if (!dryRun && !(stage && region)) throw line.wrong('expected --stage and --region');
  return { stage: stage ?? 'dev', ...(region && { region }), dryRun, yes };
}

/** The text of `--help`. */
export const DEPLOY_USAGE = `npm run deploy -- --stage <stage> --region <aws region> [--yes]
npm run deploy -- --dry-run [--stage <stage>] [--region <aws region>]

Shows what was decided for the stage and asks (--yes answers); then runs every check of the code, packages, and deploys what
was packaged. With --dry-run: packages and prints what would be created and what was decided, without network and without an
account. Whatever is wrong with the environment, the policy or the schedules stops both before anything runs, a line each.

Reads from the environment:
  HW_REGION_NAME, HW_PROJECT_ID   where intents go that name no region or project; needed to deploy
  PEOPLE_EMAIL                    who is told of alarms and outcomes by e-mail
  QUEUE_WRITERS                   ARNs of roles and users, joined by blanks, that may put messages on the queues
  PLUGIN_PACKAGES                 what install-kernel-plugin may install; without it, nothing
  POLICY                          the rules as JSON, in place of policy.yml
  FUNCTIONS_HTTPS_PROXY, FUNCTIONS_NO_PROXY   the functions' HTTPS_PROXY and NO_PROXY; those of this shell are for its own calls
  HW_CLOUD, HW_ENDPOINTS, HW_TIMEOUT_MS, MAX_TARGETS, PREFLIGHT, TIMING, AWS_PROFILE   as in README.md and of AWS's own tools

Exit codes: 0 done, 1 a check failed or nothing could be packaged, 64 something to mend, 69 not deployed.
docs/operations.md tells the rest.
`;

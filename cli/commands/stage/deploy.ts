import { isDeepStrictEqual } from 'node:util';
import { keepsTables } from '../../../infra/aws/table.ts';
import { PlatformUnavailable } from '../../../shared/terms/errors.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { confirm } from '../../terminal/confirm.ts';
import { succeeds } from '../../terminal/run-command.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { decisionsText } from '../../words/decisions-text.ts';
import { resourceList } from '../../words/resource-list.ts';
import { checkedStage } from './checked-stage.ts';
import { buildFunctions, type Place, packageStage, placeOf } from './package-stage.ts';
import { packaged } from './packaged.ts';
import { obstacle, type StackStatus, stackStatus } from './stack-status.ts';

const VARIABLES = `Reads from the environment:
  HW_REGION_NAME, HW_PROJECT_ID
      where intents go that name no region or project; needed to deploy
  PEOPLE_EMAIL
      who is told of alarms and of what happens by e-mail: addresses
      joined by blanks or commas
  QUEUE_WRITERS
      ARNs of roles and users, joined by blanks, that may put messages on the
      queues
  PLUGIN_PACKAGES
      what install-kernel-plugin may install; without it, nothing
  POLICY
      the rules as JSON, in place of policy.yml
  FUNCTIONS_HTTPS_PROXY, FUNCTIONS_NO_PROXY
      the functions' HTTPS_PROXY and NO_PROXY; those of this shell are for its
      own calls
  CONSOLE_...
      what a hosted console needs (docs/console.md); without any, none is hosted
  HW_CLOUD, HW_ENDPOINTS, HW_TIMEOUT_MS, MAX_TARGETS, READS_A_MINUTE,
  SURVEY_EVERY, PREFLIGHT, TIMING, AWS_PROFILE
      as in docs/configuration.md and of AWS's own tools

docs/operations.md tells the rest.`;

export const deploy = defineCommand({
  name: 'deploy',
  says: 'Shows what was decided for a stage and asks; then runs every check of the code, packages, and deploys what was packaged. Whatever is wrong with the environment, the policy, the schedules, the fleets or the calendar stops it before anything runs, a line each. It needs --stage and --aws-region, unless it is a dry run.',
  options: {
    stage: { takes: '<stage>', says: 'the stage; in a dry run dev unless given' },
    'aws-region': {
      takes: '<region>',
      says: "AWS's; in a dry run AWS_REGION or that of serverless.yml unless given",
    },
    'dry-run': {
      says: 'packages and prints what would be created and what was decided, without network and without an account',
    },
    yes: { says: 'do not ask for confirmation' },
  },
  more: async () => VARIABLES,
  exits: {
    0: 'done',
    1: 'a check failed or nothing could be packaged',
    64: 'something to mend',
    69: 'not deployed',
  },
  async run({ stage, 'aws-region': region, 'dry-run': dryRun, yes }, { terminal, misused }) {
    if (dryRun) return showDeployment({ stage: stage ?? 'dev', region }, terminal);
    if (stage === undefined || region === undefined) throw misused('expected --stage and --aws-region');
    const now = Date.now();
    const checked = checkedStage(stage, { deploys: true, now });
    terminal.say(decisionsText(checked, region, now, terminal.width));
    if (!yes) await confirm(terminal, { to: 'deploy this', so: 'nothing was deployed' });
    // Ten minutes of checks are for nothing where it cannot be deployed.
    await readyStack(stage, region);
    if (!(await succeeds('npm', ['run', '--silent', 'check-code'], plain(process.env)))) return EXIT.refused;
    // The checks take their time, and files may change meanwhile.
    if (!isDeepStrictEqual(checkedStage(stage, { deploys: true, now }), checked)) {
      throw new BadUsage(
        'policy, schedules, fleets or calendar are others than you confirmed, so nothing was deployed',
      );
    }
    return deployStage(stage, region, terminal);
  },
});

/** Packages, and prints what would be created and what was decided. */
async function showDeployment(place: Place, { print, width }: Terminal): Promise<number> {
  const now = Date.now();
  const checked = checkedStage(place.stage, { deploys: false, now });
  if (!((await buildFunctions()) && (await packageStage(place)))) return EXIT.refused;
  const made = packaged();
  print(`\n${resourceList(made.template)}\n${decisionsText(checked, made.region, now, width)}`);
  return checked.missing.length > 0 ? EXIT.badInput : EXIT.done;
}

/**
 * Packages and deploys. A stack that has no ledger yet gets it unguarded, so that a failure takes it away again and the
 * next try finds its name free; a second update guards it. Whatever ended half-way, the same again goes on from there.
 */
async function deployStage(stage: string, region: string, { say }: Terminal): Promise<number> {
  const { hasLedger } = await readyStack(stage, region);
  if (!(await buildFunctions())) return EXIT.refused;
  const steps = hasLedger || !keepsTables(stage) ? [true] : [false, true];
  for (const guarded of steps) {
    if (guarded && steps.length > 1)
      say('\nThe stack stands. A second update guards its ledger against deletion.\n');
    if (!(await packageStage({ stage, region }, { guarded }))) return EXIT.refused;
    const place = placeOf({ stage, region });
    if (!(await succeeds('osls', ['deploy', '--package', '.serverless', ...place]))) {
      say(
        '\nNot deployed: docs/operations.md, "When a deployment fails", has what to do. The same command goes on from here.\n',
      );
      return EXIT.unavailable;
    }
  }
  return EXIT.done;
}

/** The stack's status. Throws `PlatformUnavailable` where it takes no deployment. */
async function readyStack(stage: string, region: string): Promise<StackStatus> {
  const found = await stackStatus(stage, region);
  const why = obstacle(found.status, stage, region);
  if (why) throw new PlatformUnavailable(why);
  return found;
}

/** The checks are about the code: what is set for the deployment, logins included, is none of their business. */
const plain = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => /^(PATH|HOME|TMPDIR|LANG|TERM|CI|npm_.*)$/i.test(name)),
  );

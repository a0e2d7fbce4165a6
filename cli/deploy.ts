import { isDeepStrictEqual } from 'node:util';
import { keepsLedger } from '../infra/aws/ledger.ts';
import { PlatformUnavailable } from '../shared/terms/errors.ts';
import { checkedStage } from './checked-stage.ts';
import { BadUsage } from './command.ts';
import { DEPLOY_USAGE, readDeployOptions } from './deploy-options.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { buildFunctions, packageStage, placeOf } from './package-stage.ts';
import { packaged } from './packaged.ts';
import { obstacle, type StackStatus, stackStatus } from './stack-status.ts';
import { print, say } from './streams.ts';
import { confirm } from './terminal/confirm.ts';
import { succeeds } from './terminal/run-command.ts';
import { processTerminal } from './terminal/terminal.ts';
import { decisionsText } from './words/decisions-text.ts';
import { resourceList } from './words/resource-list.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readDeployOptions(args);
  if (options === 'help') {
    print(DEPLOY_USAGE);
    return EXIT.done;
  }
  const { stage, region = '', dryRun, yes } = options;
  const now = Date.now();
  const checked = checkedStage(stage, { deploys: !dryRun, now });
  if (dryRun) {
    if (!((await buildFunctions()) && (await packageStage(options)))) return EXIT.refused;
    const made = packaged();
    print(`\n${resourceList(made.template)}\n${decisionsText(checked, made.region, now)}`);
    return checked.missing.length > 0 ? EXIT.badInput : EXIT.done;
  }
  say(decisionsText(checked, region, now));
  if (!yes) await confirm(processTerminal(), { to: 'deploy this', so: 'nothing was deployed' });
  // Ten minutes of checks are for nothing where it cannot be deployed.
  await readyStack(stage, region);
  if (!(await succeeds('npm', ['run', '--silent', 'check-code'], plain(process.env)))) return EXIT.refused;
  // The checks take their time, and files may change meanwhile.
  if (!isDeepStrictEqual(checkedStage(stage, { deploys: true, now }), checked)) {
    throw new BadUsage('policy or schedules are others than you confirmed, so nothing was deployed');
  }
  return deployStage(stage, region);
}

/**
 * Packages and deploys. A stack that has no ledger yet gets it unguarded, so that a failure takes it away again and the
 * next try finds its name free; a second update guards it. Whatever ended half-way, the same again goes on from there.
 */
async function deployStage(stage: string, region: string): Promise<number> {
  const { hasLedger } = await readyStack(stage, region);
  if (!(await buildFunctions())) return EXIT.refused;
  const steps = hasLedger || !keepsLedger(stage) ? [true] : [false, true];
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

process.exitCode = await main(process.argv.slice(2)).catch(explainError);

import { isDeepStrictEqual } from 'node:util';
import { BadUsage } from './bad-usage.ts';
import { checkedStage } from './checked-stage.ts';
import { confirm } from './confirm.ts';
import { decisionsText } from './decisions-text.ts';
import { DEPLOY_USAGE, readDeployOptions } from './deploy-options.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { packageStage, placeOf } from './package-stage.ts';
import { packaged } from './packaged.ts';
import { resourceList } from './resource-list.ts';
import { succeeds } from './run-command.ts';
import { print, say } from './streams.ts';

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
    if (!(await packageStage(options))) return EXIT.refused;
    const made = packaged();
    print(`\n${resourceList(made.template)}\n${decisionsText(checked, made.region, now)}`);
    return EXIT.done;
  }
  say(decisionsText(checked, region, now));
  if (!yes) await confirm(process.stdin, process.stderr, { to: 'deploy this', so: 'nothing was deployed' });
  if (!(await succeeds('npm', ['run', '--silent', 'check-code'], plain(process.env)))) return EXIT.refused;
  // The checks take their time, and files may change meanwhile.
  if (!isDeepStrictEqual(checkedStage(stage, { deploys: true, now }), checked)) {
    throw new BadUsage('policy or schedules are others than you confirmed, so nothing was deployed');
  }
  if (!(await packageStage(options))) return EXIT.refused;
  const deployed = await succeeds('osls', ['deploy', '--package', '.serverless', ...placeOf(options)]);
  return deployed ? EXIT.done : EXIT.unavailable;
}

/** The checks are about the code: what is set for the deployment, logins included, is none of their business. */
const plain = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => /^(PATH|HOME|TMPDIR|LANG|TERM|CI|npm_.*)$/i.test(name)),
  );

process.exitCode = await main(process.argv.slice(2)).catch(explainError);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { BadUsage } from './bad-usage.ts';
import { DEPLOY_USAGE, readDeployOptions } from './deploy-options.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { resourceList } from './resource-list.ts';
import { print } from './streams.ts';

const TEMPLATE = new URL('../.serverless/cloudformation-template-update-stack.json', import.meta.url);
const QUIET = { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' };

async function main(args: readonly string[]): Promise<number> {
  const options = readDeployOptions(args);
  if (options === 'help') {
    print(DEPLOY_USAGE);
    return EXIT.done;
  }
  const { stage, region, dryRun } = options;
  const place = ['--stage', stage, ...(region ? ['--region', region] : [])];
  if (dryRun) {
    if (!(await succeeds('npm', ['run', '--silent', 'package', '--', ...place]))) return EXIT.badInput;
    print(`\n${resourceList(JSON.parse(readFileSync(TEMPLATE, 'utf8')))}`);
    return EXIT.done;
  }
  const missing = ['HW_REGION_NAME', 'HW_PROJECT_ID'].filter((name) => !process.env[name]);
  if (missing.length > 0) throw new BadUsage(`${missing.join(', ')}: expected in the environment`);
  if (!(await succeeds('npm', ['run', '--silent', 'check'], plain(process.env)))) return EXIT.refused;
  if (!(await succeeds('npm', ['run', '--silent', 'package', '--', ...place]))) return EXIT.badInput;
  const deployed = await succeeds('osls', ['deploy', '--package', '.serverless', ...place]);
  return deployed ? EXIT.done : EXIT.unavailable;
}

/** Runs a command whose output goes on to the person; whether it ended well. */
async function succeeds(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...environment, ...QUIET } });
  const [code] = await once(child, 'close');
  return code === 0;
}

/** The checks are about the code: what is set for the deployment, logins included, is none of their business. */
const plain = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => /^(PATH|HOME|TMPDIR|LANG|TERM|CI|npm_.*)$/i.test(name)),
  );

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
